/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* Opens each file that is named and says on one line each how that went. */
int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		int fd = open(argv[i], O_RDONLY | O_CLOEXEC);

		puts(fd >= 0 ? "open" : errno == EACCES ? "denied" : "failed");
		if (fd >= 0)
			close(fd);
	}
	return 0;
}
