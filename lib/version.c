/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "lib/handles.h"
#include "lib/text.h"

char *nono_version(void)
{
	return text_give(SHIM_VERSION);
}

void nono_string_free(char *string)
{
	free(string);
}
