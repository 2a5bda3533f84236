/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz/fuzz_caps.h"

#include <string.h>

#include "core/profile/profile_apply.h"
#include "fuzz/fuzz.h"

enum {
	MAX_PATHS = 8,
	MAX_SOCKETS = 4,
	MAX_PORTS = 6,
	MAX_CHOICES = 12,
	MAX_LIMITS = 6,
	MAX_VARIABLES = 6,
	SHORT_PATH = 24,     /* bytes, mostly: long ones leave no room for the rest */
	LONG_FROM = 0xf0,    /* and from this byte on as many as it says */
	LAST_PRIVILEGE = 40, /* CAP_CHECKPOINT_RESTORE */
};

unsigned fuzz_take(struct fuzz_source *from)
{
	if (!from->left)
		return 0;
	from->left--;
	return *from->bytes++;
}

uint32_t fuzz_take_word(struct fuzz_source *from)
{
	uint32_t word = fuzz_take(from);

	for (int i = 0; i < 3; i++)
		word = word << 8 | fuzz_take(from);
	return word;
}

/* Any bytes but NUL, behind one of the beginnings. */
static const char *take_text(struct fuzz_source *from, const char *start, struct allocator *alloc)
{
	unsigned length = fuzz_take(from);
	size_t used = strlen(start);
	char *text = alloc_array(alloc, used + length + 1, 1);

	FUZZ_CHECK(text, "out of memory");
	memcpy(text, start, used);
	if (length < LONG_FROM)
		length %= SHORT_PATH;
	for (unsigned i = 0; i < length && from->left; i++) {
		char c = (char)fuzz_take(from);

		if (c)
			text[used++] = c;
	}
	return text;
}

/* Below one of the places that the rules know by name. */
static const char *take_path(struct fuzz_source *from, struct allocator *alloc)
{
	static const char *const starts[] = { "/", "/usr", "/dev", "/dev/", "/dev/shm", "/dev/null",
		"/dev/mqueue/", "/dev/hugepages", "/dev/shm/", "/home/user/", "//", "/run/user/1/",
		"/run/a/" };
	unsigned choice = fuzz_take(from);

	return take_text(from, starts[choice % (sizeof(starts) / sizeof(starts[0]))], alloc);
}

static void take_paths(struct fuzz_source *from, struct caps *caps)
{
	unsigned count = fuzz_take(from) % (MAX_PATHS + 1);

	for (unsigned i = 0; i < count; i++) {
		unsigned bits = fuzz_take(from);
		const struct caps_path path = {
			.path = take_path(from, caps->alloc),
			.access = (enum caps_access)(bits % 3 + 1),
			.kind = bits & 4 ? CAPS_FILE : CAPS_FILE_OR_DIRECTORY,
			.missing = (enum caps_missing)((bits >> 3) % 3),
			.key = "filesystem.read",
			.place = { "input.yaml", i + 1, 1 },
		};

		FUZZ_CHECK(!caps_add_path(caps, &path, NULL), "%s", path.path);
	}
}

static void take_sockets(struct fuzz_source *from, struct caps *caps)
{
	unsigned count = fuzz_take(from) % (MAX_SOCKETS + 1);

	for (unsigned i = 0; i < count; i++) {
		unsigned bits = fuzz_take(from);
		const struct caps_socket socket = {
			.path = take_path(from, caps->alloc),
			.scope = (enum caps_scope)(bits % 3),
			.binds = bits & 4,
			.missing = (enum caps_missing)((bits >> 3) % 3),
			.key = "filesystem.unix_socket",
			.place = { "input.yaml", i + 1, 2 },
		};
		bool is_all = socket.scope != CAPS_SOCKET_FILE && !strcmp(socket.path, "/");
		struct nono_err err = { 0 };
		int r = caps_add_socket(caps, &socket, &err);

		FUZZ_CHECK(!r == !is_all, "%s: %s", socket.path, err.text);
		if (r)
			fuzz_check_error(r, &err);
	}
}

static void take_ports(struct fuzz_source *from, struct caps *caps)
{
	unsigned count = fuzz_take(from) % (MAX_PORTS + 1);

	for (unsigned i = 0; i < count; i++) {
		unsigned bits = fuzz_take(from);
		uint16_t number = (uint16_t)(fuzz_take(from) << 8);
		struct caps_port port = {
			.port = number | (uint16_t)fuzz_take(from),
			.direction = bits % 7 + 1,
			.key = "network.open_port",
			.place = { "a\nb.yaml", i + 1, 1 },
		};

		/* 0 is no port, and 53 is the one that name resolution adds. */
		if (!port.port)
			port.port = 53;
		FUZZ_CHECK(!caps_add_port(caps, &port, NULL), "port %u", (unsigned)port.port);
	}
}

/* One of the keys of the table whose values are those of a setting. */
static const struct profile_key *choice_key(unsigned number)
{
	size_t count = 0;

	for (size_t i = 0; i < profile_key_count; i++)
		count += profile_keys[i].apply == apply_choice;
	number %= count;
	for (size_t i = 0; i < profile_key_count; i++) {
		if (profile_keys[i].apply == apply_choice && !number--)
			return &profile_keys[i];
	}
	return NULL;
}

static void take_choices(struct fuzz_source *from, struct caps *caps)
{
	unsigned count = fuzz_take(from) % (MAX_CHOICES + 1);

	for (unsigned i = 0; i < count; i++) {
		const struct profile_key *key = choice_key(fuzz_take(from));
		const struct word *word = key->words;
		unsigned words = 0, number = fuzz_take(from);

		while (*word[words].name)
			words++;
		word += number % words;
		caps->choices[key->access] = (struct caps_choice){ word->value, key->name,
			word->name, { "choice.yaml", i + 1, 3 } };
	}
}

static void take_limits(struct fuzz_source *from, struct caps *caps)
{
	unsigned count = fuzz_take(from) % (MAX_LIMITS + 1);

	for (unsigned i = 0; i < count; i++) {
		struct caps_limit *limit = &caps->limits[fuzz_take(from) % CAPS_LIMIT_COUNT];

		limit->value = (uint64_t)fuzz_take_word(from) << 31 | fuzz_take_word(from);
		limit->key = "limits.nofile";
		limit->place = (struct place){ "input.yaml", i + 1, 4 };
	}
}

static void take_privileges(struct fuzz_source *from, struct caps *caps)
{
	unsigned bits = fuzz_take(from);

	if (!(bits & 3))
		return;
	caps->privileges_from.key = "linux.capabilities";
	caps->privileges_safe = bits & 1;
	for (unsigned i = 0; i < bits >> 5; i++)
		caps->privilege_mask |= 1ULL << fuzz_take(from) % (LAST_PRIVILEGE + 1);
}

/* As the reader of profiles has it: the name of a variable that is set. */
static const char *make_name(const char *text, struct allocator *alloc)
{
	char *name = alloc_text(alloc, *text ? text : "B", *text ? strlen(text) : 1);

	FUZZ_CHECK(name, "out of memory");
	for (char *at = name; *at; at++) {
		if (*at == '=')
			*at = '_';
	}
	return name;
}

static void take_variables(struct fuzz_source *from, struct caps *caps)
{
	static const char *const starts[] = { "", "A", "LD_", "RES_OPTIONS", "HOME", "*",
		"NONO_PROFILE", "LD_PRELOAD" };
	unsigned count = fuzz_take(from) % (MAX_VARIABLES + 1);

	for (unsigned i = 0; i < count; i++) {
		unsigned bits = fuzz_take(from);
		const char *start = starts[bits / 3 % (sizeof(starts) / sizeof(starts[0]))];
		struct caps_variable variable = {
			.kind = (enum caps_variable_kind)(bits % 3),
			.name = take_text(from, start, caps->alloc),
			.key = "environment.set_vars",
			.place = { "input.yaml", i + 1, 5 },
		};

		if (variable.kind == CAPS_VARIABLE_SET) {
			variable.name = make_name(variable.name, caps->alloc);
			variable.value = take_text(from, "", caps->alloc);
		}
		FUZZ_CHECK(!caps_add_variable(caps, &variable, NULL), "%s", variable.name);
	}
}

void fuzz_take_caps(struct fuzz_source *from, struct caps *caps)
{
	const struct place place = { "input.yaml", 1, 1 };
	unsigned bits = fuzz_take(from);

	caps->best_effort = bits & 1;
	if ((bits & 6) == 6)
		caps_block_network(caps, &place);
	take_choices(from, caps);
	if (bits & 8)
		caps->choices[CAPS_WRITABLE_PROFILE] = (struct caps_choice){ CAPS_ALLOW,
			"security.allow_writable_profile", "true", place };
	take_limits(from, caps);
	take_privileges(from, caps);
	if (bits & 16)
		take_sockets(from, caps);
	/* With a blocked network ports are a mistake, to be made now and then. */
	if ((bits & 6) != 6 || (bits & 0x60) == 0x60)
		take_ports(from, caps);
	take_paths(from, caps);
	take_variables(from, caps);
}
