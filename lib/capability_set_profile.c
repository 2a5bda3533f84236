/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "core/profile/profile.h"
#include "lib/handles.h"
#include "lib/last_error.h"
#include "lib/text.h"
#include "platform/host.h"

static int read_profile(
	void *context, const char *path, const char **bytes, size_t *length, struct nono_err *err)
{
	return host_read_file(bytes, length, path, PROFILE_MAX_SIZE, context, err);
}

static bool has_directory(void *context, const char *path)
{
	(void)context;
	return host_has_directory(path);
}

/* The environment of a program with more rights than its caller is not to choose what it may do. */
static const char *get_variable(void *context, const char *name)
{
	(void)context;
	return secure_getenv(name);
}

static const char *get_workdir(void *context)
{
	return host_workdir(context);
}

/* Everything lives in the memory of the set, which keeps caps for what it cannot say itself. */
static int load(struct NonoCapabilitySet *set, const char *name, struct nono_err *err)
{
	struct allocator *alloc = &set->memory->allocator;
	const struct profile_host host = {
		.context = alloc,
		.read = read_profile,
		.has_directory = has_directory,
		.variable = get_variable,
		.workdir = get_workdir,
		.uid = host_uid(),
		.system_directory = SYSTEM_PROFILES,
		.shipped_directory = SHIPPED_PROFILES,
	};
	struct caps *caps = alloc_array(alloc, 1, sizeof(*caps));
	struct profile profile;
	int r;

	if (!caps)
		return nono_err_memory(err);
	profile_init(&profile, alloc);
	caps_init(caps, alloc);
	r = profile_load(&profile, name, &host, err);
	if (!r)
		r = profile_to_caps(caps, &profile, &host, err);
	return r ? r : set_from_caps(&set->set, caps, err);
}

struct NonoCapabilitySet *nono_capability_set_from_profile(const char *name_or_path)
{
	struct NonoCapabilitySet *caps;
	struct nono_err err = { 0 };

	if (!text_is_utf8(name_or_path)) {
		last_error_argument("name_or_path is NULL or invalid UTF-8");
		return NULL;
	}
	caps = nono_capability_set_new();
	if (caps && load(caps, name_or_path, &err)) {
		last_error_keep(&err);
		nono_capability_set_free(caps);
		return NULL;
	}
	return caps;
}
