/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/caps/set.h"
#include "lib/handles.h"
#include "lib/last_error.h"
#include "lib/text.h"
#include "platform/files.h"

enum caps_access handles_access(uint32_t mode)
{
	static const enum caps_access accesses[] = { CAPS_READ, CAPS_WRITE, CAPS_READ_WRITE };

	if (mode < sizeof(accesses) / sizeof(accesses[0]))
		return accesses[mode];
	last_error_argument("invalid access mode: %u", (unsigned)mode);
	return 0;
}

uint32_t handles_mode(enum caps_access access)
{
	return access == CAPS_READ    ? NONO_ACCESS_MODE_READ
	       : access == CAPS_WRITE ? NONO_ACCESS_MODE_WRITE
				      : NONO_ACCESS_MODE_READ_WRITE;
}

struct NonoCapabilitySet *nono_capability_set_new(void)
{
	struct memory *memory = memory_new();
	struct NonoCapabilitySet *caps =
		memory ? alloc_array(&memory->allocator, 1, sizeof(*caps)) : NULL;

	if (!caps) {
		memory_release(memory);
		last_error_memory();
		return NULL;
	}
	caps->memory = memory;
	set_init(&caps->set, &platform_files, &memory->allocator);
	return caps;
}

void nono_capability_set_free(struct NonoCapabilitySet *caps)
{
	if (caps)
		memory_release(caps->memory);
}

/* The order in which arguments are looked at is part of the interface (nono-semantics 8.2). */
static int check_handle(const struct NonoCapabilitySet *caps)
{
	return caps ? NONO_OK : last_error_argument("caps pointer is NULL");
}

static int check_text(const struct NonoCapabilitySet *caps, const char *name, const char *text)
{
	if (!caps)
		return check_handle(caps);
	if (!text_is_utf8(text))
		return last_error_argument("%s is NULL or invalid UTF-8", name);
	return NONO_OK;
}

typedef int allow(struct set *set, const char *path, enum caps_access access,
	const struct set_origin *from, struct nono_err *err);

static enum NonoErrorCode allow_as(
	allow *add, struct NonoCapabilitySet *caps, const char *path, uint32_t mode)
{
	struct nono_err err = { 0 };
	enum caps_access access;

	if (!caps)
		return check_handle(caps);
	access = handles_access(mode);
	if (!access)
		return NONO_ERROR_CODE_INVALID_ARGUMENT;
	if (check_text(caps, "path", path))
		return NONO_ERROR_CODE_INVALID_ARGUMENT;
	if (add(&caps->set, path, access, NULL, &err))
		return last_error_keep_path(&err, path);
	return NONO_ERROR_CODE_OK;
}

enum NonoErrorCode nono_capability_set_allow_path(
	struct NonoCapabilitySet *caps, const char *path, uint32_t mode)
{
	return allow_as(set_allow_path, caps, path, mode);
}

enum NonoErrorCode nono_capability_set_allow_file(
	struct NonoCapabilitySet *caps, const char *path, uint32_t mode)
{
	return allow_as(set_allow_file, caps, path, mode);
}

enum NonoErrorCode nono_capability_set_set_network_blocked(
	struct NonoCapabilitySet *caps, bool blocked)
{
	if (!caps)
		return check_handle(caps);
	set_network(&caps->set, blocked ? SET_BLOCKED : SET_ALLOW_ALL);
	return NONO_ERROR_CODE_OK;
}

enum NonoErrorCode nono_capability_set_set_network_mode(
	struct NonoCapabilitySet *caps, uint32_t mode)
{
	if (!caps)
		return check_handle(caps);
	if (mode > NONO_NETWORK_MODE_PROXY_ONLY)
		return last_error_argument("invalid network mode: %u", (unsigned)mode);
	set_network(&caps->set, (enum set_network)mode);
	return NONO_ERROR_CODE_OK;
}

uint32_t nono_capability_set_network_mode(const struct NonoCapabilitySet *caps)
{
	return caps ? (uint32_t)caps->set.network : NONO_NETWORK_MODE_ALLOW_ALL;
}

enum NonoErrorCode nono_capability_set_set_proxy_port(struct NonoCapabilitySet *caps, uint16_t port)
{
	if (!caps)
		return check_handle(caps);
	set_proxy_port(&caps->set, port);
	return NONO_ERROR_CODE_OK;
}

uint16_t nono_capability_set_proxy_port(const struct NonoCapabilitySet *caps)
{
	return caps && caps->set.network == SET_PROXY_ONLY ? caps->set.proxy_port : 0;
}

typedef int add_text(struct set *set, const char *text, struct nono_err *err);

static enum NonoErrorCode add_as(
	add_text *add, struct NonoCapabilitySet *caps, const char *name, const char *text)
{
	struct nono_err err = { 0 };

	if (check_text(caps, name, text))
		return NONO_ERROR_CODE_INVALID_ARGUMENT;
	if (add(&caps->set, text, &err))
		return last_error_keep_tail(&err, text);
	return NONO_ERROR_CODE_OK;
}

enum NonoErrorCode nono_capability_set_allow_command(
	struct NonoCapabilitySet *caps, const char *cmd)
{
	return add_as(set_allow_command, caps, "cmd", cmd);
}

enum NonoErrorCode nono_capability_set_block_command(
	struct NonoCapabilitySet *caps, const char *cmd)
{
	return add_as(set_block_command, caps, "cmd", cmd);
}

enum NonoErrorCode nono_capability_set_add_platform_rule(
	struct NonoCapabilitySet *caps, const char *rule)
{
	return add_as(set_add_platform_rule, caps, "rule", rule);
}

static enum NonoErrorCode allow_port(
	struct NonoCapabilitySet *caps, uint16_t port, unsigned direction)
{
	struct nono_err err = { 0 };

	if (!caps)
		return check_handle(caps);
	if (set_allow_port(&caps->set, port, direction, NULL, &err))
		return last_error_keep(&err);
	return NONO_ERROR_CODE_OK;
}

enum NonoErrorCode nono_capability_set_allow_tcp_connect(
	struct NonoCapabilitySet *caps, uint16_t port)
{
	return allow_port(caps, port, CAPS_CONNECT);
}

enum NonoErrorCode nono_capability_set_allow_tcp_bind(struct NonoCapabilitySet *caps, uint16_t port)
{
	return allow_port(caps, port, CAPS_LISTEN);
}

enum NonoErrorCode nono_capability_set_allow_proxy_bind(
	struct NonoCapabilitySet *caps, uint16_t port)
{
	struct nono_err err = { 0 };

	if (!caps)
		return check_handle(caps);
	if (set_allow_proxy_bind(&caps->set, port, &err))
		return last_error_keep(&err);
	return NONO_ERROR_CODE_OK;
}

enum NonoErrorCode nono_capability_set_allow_unix_socket(
	struct NonoCapabilitySet *caps, const char *path, uint32_t scope, bool bind)
{
	struct nono_err err = { 0 };

	if (!caps)
		return check_handle(caps);
	if (scope > NONO_UNIX_SOCKET_SCOPE_DIR_SUBTREE)
		return last_error_argument("invalid unix socket scope: %u", (unsigned)scope);
	if (check_text(caps, "path", path))
		return NONO_ERROR_CODE_INVALID_ARGUMENT;
	if (set_allow_socket(&caps->set, path, (enum caps_scope)scope, bind, NULL, &err))
		return last_error_keep(&err);
	return NONO_ERROR_CODE_OK;
}

void nono_capability_set_deduplicate(struct NonoCapabilitySet *caps)
{
	struct nono_err err = { 0 };

	if (caps && set_deduplicate(&caps->set, &err))
		last_error_keep(&err);
}
