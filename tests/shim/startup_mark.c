/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <unistd.h>

/*
 * startup_mark FILE: leaves a trace that it ran. The constructor does so as well: a library that
 * refuses must do it before any code of the program.
 */

static void leave_trace(int argc, char **argv)
{
	int fd = argc > 1 ? open(argv[1], O_CREAT | O_WRONLY | O_APPEND, 0666) : -1;

	if (fd < 0)
		_exit(99);
	if (write(fd, "x", 1) != 1 || write(1, "ran\n", 4) != 4)
		_exit(98);
	close(fd);
}

__attribute__((constructor)) static void early(int argc, char **argv)
{
	leave_trace(argc, argv);
}

int main(int argc, char **argv)
{
	leave_trace(argc, argv);
	return 0;
}
