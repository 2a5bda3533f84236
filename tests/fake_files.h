/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_FAKE_FILES_H
#define TESTS_FAKE_FILES_H

#include "core/caps/files.h"

/*
 * A file system in which names say what they are, and nothing has to be made:
 *   f*                  a regular file         *.sock    a socket
 *   missing*, pending*  not there              loop*     a link that leads to itself
 *   dangling*           a link to nothing      denied*   nothing that we may look into
 *   /link, /srv/hx/ld   links to /real and /srv/hx/d     others: directories
 * The working directory is /srv/hx/d.
 */
extern const struct caps_files fake_files;

#endif
