/* SPDX-License-Identifier: Apache-2.0 */
#include "first_try.h"

int first_needed(void);

static void before_all(void)
{
	try_open("main preinit");
}

/* musl has no such functions for a dynamically linked program and does not call it. */
__attribute__((used, section(".preinit_array"))) static void (*preinit)(void) = before_all;

__attribute__((constructor)) static void start(void)
{
	try_open("main constructor");
}

int main(void)
{
	try_open("main");
	return first_needed();
}
