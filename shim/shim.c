/* SPDX-License-Identifier: Apache-2.0 */
#include "core/profile/profile.h"
#include "platform/host.h"
#include "platform/platform.h"
#include "shim/shim_env.h"
#include "shim/shim_log.h"

/*
 * The constructor: environment, profile, capabilities, rules, enforcement, and out of the way.
 * There is no third outcome: the process is confined, or it ends here with status 125.
 */

/* Made from profiles/ by tools/prepare. */
extern const struct profile_prepared shipped_profiles;

struct shim {
	struct arena arena;
	char **env;
};

static int read_profile(
	void *context, const char *path, const char **bytes, size_t *length, struct nono_err *err)
{
	struct shim *shim = context;

	return host_read_file(bytes, length, path, PROFILE_MAX_SIZE, &shim->arena.allocator, err);
}

static const char *get_variable(void *context, const char *name)
{
	return shim_env_get(((struct shim *)context)->env, name);
}

static bool has_directory(void *context, const char *path)
{
	(void)context;
	return host_has_directory(path);
}

static const char *get_workdir(void *context)
{
	return host_workdir(&((struct shim *)context)->arena.allocator);
}

/* Where the linker does not tell, it is a name without "/", which would mean another file. */
static int add_own_path(struct caps *caps, struct nono_err *err)
{
	const char *path = host_own_path(), *at = path;

	while (*at && *at != '/')
		at++;
	return *at ? caps_add_policy_file(caps, path, err) : NONO_OK;
}

static int build_rules(
	struct rules **rules, struct shim *shim, const char *name, struct nono_err *err)
{
	struct allocator *alloc = &shim->arena.allocator;
	const struct profile_host host = {
		.context = shim,
		.read = read_profile,
		.has_directory = has_directory,
		.variable = get_variable,
		.workdir = get_workdir,
		.uid = host_uid(),
		.prepared = &shipped_profiles,
		.system_directory = SYSTEM_PROFILES,
		.shipped_directory = SHIPPED_PROFILES,
	};
	struct nono_support support;
	struct profile profile;
	struct caps *caps = alloc_array(alloc, 1, sizeof(*caps));

	if (!caps)
		return nono_err_memory(err);
	profile_init(&profile, alloc);
	caps_init(caps, alloc);
	if (platform_probe(&support, err) || profile_load(&profile, name, &host, err) ||
		profile_to_caps(caps, &profile, &host, err) || add_own_path(caps, err))
		return err->code;
	return platform_compile(rules, caps, &support, err);
}

static int confine(struct shim *shim, const char *name, struct nono_err *err)
{
	const struct place place = { name, 0, 0 };
	struct rules *rules;

	if (build_rules(&rules, shim, name, err) || platform_enforce(rules, err))
		return nono_err_at(err, &place);
	for (size_t i = 0; platform_gap(rules, i); i++)
		shim_warn(platform_gap(rules, i));
	return NONO_OK;
}

/* A library that is loaded into every program must not lock people out of the machine. */
static bool is_machine_wide(struct shim *shim)
{
	const char *list;
	size_t length;

	return !host_read_file(&list, &length, "/etc/ld.so.preload", PROFILE_MAX_SIZE,
		       &shim->arena.allocator, NULL) &&
	       shim_env_lists(list, host_own_path());
}

/* NULL with err set, or NULL without: nothing to do. */
static const char *profile_name(struct shim *shim, struct nono_err *err)
{
	const char *name;

	if (!shim->env) {
		nono_err_set(err, NONO_ERR_UNSUPPORTED,
			"cannot be read: this libc is neither glibc nor musl and hands no environment to "
			"a constructor; run the program with one of the two");
		return NULL;
	}
	name = shim_env_get(shim->env, "NONO_PROFILE");
	if (!name || !*name) {
		if (!is_machine_wide(shim))
			nono_err_set(err, NONO_ERR_INVALID,
				"%s; set it to the path or name of a profile, or take this library out of "
				"LD_PRELOAD",
				name ? "is empty" : "is not set");
		return NULL;
	}
	if (shim_env_count(shim->env, "NONO_PROFILE") > 1) {
		nono_err_set(err, NONO_ERR_INVALID,
			"stands more than once in the environment; which one counts would depend on who "
			"reads it; set it once");
		return NULL;
	}
	if (host_is_privileged()) {
		nono_err_set(err, NONO_ERR_UNSUPPORTED,
			"this is a set-user-ID or privileged program, whose policy must not come from the "
			"environment of its caller; start it from a confined program instead");
		return NULL;
	}
	return name;
}

static void run(struct shim *shim)
{
	const struct place place = { "NONO_PROFILE", 0, 0 };
	struct nono_err err = { 0 };
	const char *name = profile_name(shim, &err);

	if (name)
		confine(shim, name, &err);
	if (err.code) {
		nono_err_at(&err, &place);
		shim_refuse(&err);
	}
	arena_free(&shim->arena);
	if (!name)
		return;
	/* The kernel confines children; they need not load or read anything. */
	shim_env_leave_preload(shim->env, host_own_path());
	shim_env_remove(shim->env, "NONO_PROFILE");
}

__attribute__((constructor)) static void nono_shim_start(int argc, char **argv, char **envp)
{
	struct shim shim;

	(void)argc;
	(void)argv;
	arena_init(&shim.arena, host_map, host_unmap);
	host_use_memory(&shim.arena.allocator);
	shim.env = host_environment(envp);
	run(&shim);
}
