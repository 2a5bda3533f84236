/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/query_lines.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/yaml.h"

/* The directory that an entry is in: what is made, removed or not there yet is its to grant. */
static bool parent(char *path)
{
	char *slash = strrchr(path, '/');

	if (!slash)
		return false;
	slash[slash == path] = '\0';
	return true;
}

static const char *key_for(unsigned access, bool is_directory)
{
	static const char *const keys[] = {
		[CAPS_READ] = "read",
		[CAPS_WRITE] = "write",
		[CAPS_READ_WRITE] = "allow",
	};
	static const char *const file_keys[] = {
		[CAPS_READ] = "read_file",
		[CAPS_WRITE] = "write_file",
		[CAPS_READ_WRITE] = "allow_file",
	};

	return is_directory ? keys[access] : file_keys[access];
}

/* Is the entry itself what is opened, and not its directory what is changed? */
static bool is_of_itself(enum query_operation operation)
{
	return operation == QUERY_READ || operation == QUERY_WRITE ||
	       operation == QUERY_READ_WRITE || operation == QUERY_EXECUTE;
}

bool query_path_lines(
	struct buf *out, enum query_operation operation, const struct query_result *result)
{
	unsigned missing = result->requested & ~(unsigned)result->granted;
	char path[4096];
	struct stat about;

	if (!result->path || !missing || (result->sys_errno && result->sys_errno != EISDIR) ||
		strlen(result->path) >= sizeof(path))
		return false;
	memcpy(path, result->path, strlen(result->path) + 1);
	if (!is_of_itself(operation) && !parent(path))
		return false;
	while (stat(path, &about)) {
		/* Only what is there can be granted. */
		if ((errno != ENOENT && errno != ENOTDIR) || !parent(path))
			return false;
	}
	buf_format(out, "filesystem:\n  %s:\n    - ", key_for(missing, S_ISDIR(about.st_mode)));
	if (!yaml_literal(out, path))
		return false;
	buf_text(out, "\n");
	return true;
}

void query_port_lines(struct buf *out, enum caps_direction direction, uint16_t port)
{
	buf_format(out, "network:\n  %s:\n    - %u\n",
		direction == CAPS_UDP	    ? "udp_port"
		: direction == CAPS_CONNECT ? "connect_port"
					    : "listen_port",
		(unsigned)port);
}
