/* SPDX-License-Identifier: Apache-2.0 */
/* For a program with a DT_NEEDED that is not its libc. */
int libc_library(int value);

int libc_library(int value)
{
	return value;
}
