/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_CAPS_STATE_WORDS_H
#define CORE_CAPS_STATE_WORDS_H

/* By enum caps_scope; the others follow from what they say. */
#define STATE_SCOPES                                        \
	{                                                   \
		"file", "dir_children", "dir_subtree", NULL \
	}

#define STATE_CONNECT "connect"
#define STATE_BIND    "connect+bind"

#endif
