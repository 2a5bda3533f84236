/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/linux/marker.h"

#include "core/base/hash.h"
#include "platform/linux/syscall.h"

static void add_paths(struct hash *hash, const struct rules *rules)
{
	hash_add_number(hash, rules->path_count);
	for (size_t i = 0; i < rules->path_count; i++) {
		const struct rule_path *path = &rules->paths[i];

		hash_add_text(hash, path->from->path);
		hash_add_number(hash, path->from->kind);
		hash_add_number(hash, path->directory_rights);
		hash_add_number(hash, path->device_rights);
	}
	hash_add_number(hash, rules->socket_count);
	for (size_t i = 0; i < rules->socket_count; i++) {
		const struct rule_socket *socket = &rules->sockets[i];

		hash_add_text(hash, socket->from->path);
		hash_add_number(hash, socket->from->scope);
		hash_add_number(hash, socket->connect_rights);
		hash_add_number(hash, socket->bind_rights);
	}
}

static void add_ports(struct hash *hash, const struct rules *rules)
{
	hash_add_number(hash, rules->port_count);
	for (size_t i = 0; i < rules->port_count; i++) {
		hash_add_number(hash, rules->ports[i].port);
		hash_add_number(hash, rules->ports[i].rights);
	}
}

static void add_limits(struct hash *hash, const struct caps *caps)
{
	for (size_t i = 0; i < CAPS_LIMIT_COUNT; i++) {
		hash_add_number(hash, caps->limits[i].key != NULL);
		hash_add_number(hash, caps->limits[i].value);
	}
}

void marker_compute(uint32_t words[SECCOMP_MARKER_WORDS], const struct rules *rules)
{
	uint8_t bytes[HASH_SIZE];
	struct hash hash;

	hash_init(&hash);
	/* To be raised when the tables of the filter change: the same words mean another policy. */
	hash_add_text(&hash, "nono-shim 1");
	hash_add_number(&hash, (uint64_t)rules->abi);
	hash_add_number(&hash, rules->handled.fs);
	hash_add_number(&hash, rules->handled.net);
	hash_add_number(&hash, rules->handled.scoped);
	hash_add_number(&hash, rules->seccomp_policy);
	hash_add_number(&hash, rules->privileges);
	add_paths(&hash, rules);
	add_ports(&hash, rules);
	add_limits(&hash, rules->caps);
	hash_end(&hash, bytes);
	for (unsigned i = 0; i < SECCOMP_MARKER_WORDS; i++) {
		words[i] = (uint32_t)bytes[4 * i] << 24 | (uint32_t)bytes[4 * i + 1] << 16 |
			   (uint32_t)bytes[4 * i + 2] << 8 | bytes[4 * i + 3];
	}
	/* All 0 asks something else; no hash that anyone has seen is. */
	words[0] += !(words[0] | words[1] | words[2] | words[3]);
}

bool marker_is_answered(const uint32_t words[SECCOMP_MARKER_WORDS])
{
	return sys_call(__NR_prctl, SECCOMP_MARKER, words[0], words[1], words[2], words[3], 0) ==
	       -SECCOMP_MARKER_ERRNO;
}
