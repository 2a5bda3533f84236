/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>

#include "core/base/environment.h"
#include "core/base/json.h"
#include "core/caps/caps_environment.h"
#include "core/profile/profile.h"
#include "platform/host.h"
#include "platform/platform.h"
#include "platform/receipt.h"
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
	struct environment_plan plan;
	struct receipt receipt;
	struct profile profile;
	struct rules *rules;
	bool best_effort;
	bool is_in_force;	     /* the policy of this profile, by this load or one before */
	const char *status, *reason; /* for the receipt */
};

static int read_profile(
	void *context, const char *path, const char **bytes, size_t *length, struct nono_err *err)
{
	struct shim *shim = context;

	return host_read_file(bytes, length, path, PROFILE_MAX_SIZE, &shim->arena.allocator, err);
}

static const char *get_variable(void *context, const char *name)
{
	return environment_get(((struct shim *)context)->env, name);
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

static int plan_environment(struct shim *shim, const struct caps *caps, struct nono_err *err)
{
	struct environment_edit edit;
	int r = caps_environment(&edit, caps, err);

	return r ? r
		 : environment_plan(&shim->plan, &edit, shim->env, host_own_path(),
			   &shim->arena.allocator, host_map, err);
}

/* Where the linker does not tell, it is a name without "/", which would mean another file. */
static int add_own_path(struct caps *caps, struct nono_err *err)
{
	const char *path = host_own_path(), *at = path;

	while (*at && *at != '/')
		at++;
	return *at ? caps_add_policy_file(caps, path, err) : NONO_OK;
}

static int build_rules(struct shim *shim, const char *name, struct nono_err *err)
{
	struct allocator *alloc = &shim->arena.allocator;
	const struct profile_host host = {
		.context = shim,
		.read = read_profile,
		.has_directory = has_directory,
		.variable = get_variable,
		.workdir = get_workdir,
		.before_parsing = host_use_memory,
		.uid = host_uid(),
		.prepared = &shipped_profiles,
		.system_directory = SYSTEM_PROFILES,
		.shipped_directory = SHIPPED_PROFILES,
	};
	struct nono_support support;
	struct caps *caps = alloc_array(alloc, 1, sizeof(*caps));
	int r;

	if (!caps)
		return nono_err_memory(err);
	caps_init(caps, alloc);
	/* Each result counts, not what it has left in err: a failure without a word is one too. */
	r = platform_probe(&support, err);
	if (!r)
		r = profile_load(&shim->profile, name, &host, err);
	if (!r)
		r = profile_to_caps(caps, &shim->profile, &host, err);
	if (!r)
		r = plan_environment(shim, caps, err);
	if (!r)
		r = add_own_path(caps, err);
	shim->best_effort = caps->best_effort;
	return r ? r : platform_compile(&shim->rules, caps, &support, err);
}

/*
 * What is in force already stays, and may keep the profile of a program inside from being read, or
 * another sandbox from being nested. That is no reason to stop it: it is confined.
 */
static bool stays_confined(struct shim *shim, struct nono_err *err)
{
	bool is_hidden = !shim->rules && err->sys_errno == EACCES;
	bool is_nested = shim->rules && err->sys_errno == E2BIG;

	if ((!is_hidden && !is_nested) || platform_state(NULL) == PLATFORM_FREE)
		return false;
	if (is_hidden &&
		plan_environment(shim, &(struct caps){ .alloc = &shim->arena.allocator }, NULL))
		return false;
	shim->reason =
		is_hidden ? "the profile cannot be read from inside the sandbox that is in force"
			  : "16 sandboxes are nested already; those in force stay";
	*err = (struct nono_err){ 0 };
	return true;
}

static int confine(struct shim *shim, const char *name, struct nono_err *err)
{
	const struct place place = { name, 0, 0 };
	int r = build_rules(shim, name, err);

	shim->status = "already confined";
	if (!r && platform_state(shim->rules) == PLATFORM_SAME) {
		shim->reason = "this policy is in force";
		shim->is_in_force = true;
		return NONO_OK;
	}
	if (!r)
		r = platform_enforce(shim->rules, shim->receipt.fd, err);
	if (r && !stays_confined(shim, err))
		return nono_err_at(err, &place);
	if (!r) {
		shim->status = "confined";
		shim->is_in_force = true;
	}
	return NONO_OK;
}

/* What is not as the profile says, for who has asked for no receipt. */
static void warn(const struct shim *shim)
{
	if (shim->receipt.fd >= 0)
		return;
	if (shim->rules && !shim->reason) {
		for (size_t i = 0; platform_gap(shim->rules, i); i++)
			shim_warn(platform_gap(shim->rules, i));
	} else if (shim->rules && !shim->is_in_force) {
		shim_warn(shim->reason);
	}
}

/* A library that is loaded into every program must not lock people out of the machine. */
static bool is_machine_wide(struct shim *shim)
{
	const char *list;
	size_t length;

	return !host_read_file(&list, &length, "/etc/ld.so.preload", PROFILE_MAX_SIZE,
		       &shim->arena.allocator, NULL) &&
	       environment_lists(list, host_own_path());
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
	name = environment_get(shim->env, "NONO_PROFILE");
	if (!name || !*name) {
		if (!is_machine_wide(shim))
			nono_err_set(err, NONO_ERR_INVALID,
				"%s; set it to the path or name of a profile, or take this library out of "
				"LD_PRELOAD",
				name ? "is empty" : "is not set");
		return NULL;
	}
	if (environment_count(shim->env, "NONO_PROFILE") > 1) {
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

static int open_receipt(struct shim *shim, struct nono_err *err)
{
	const struct place place = { "NONO_RECEIPT", 0, 0 };

	if (environment_count(shim->env, place.source) > 1)
		nono_err_set(err, NONO_ERR_INVALID,
			"stands more than once in the environment; set it once");
	else if (!receipt_open(&shim->receipt, environment_get(shim->env, place.source), err))
		return NONO_OK;
	return nono_err_at(err, &place);
}

/* One JSON document, see libnono_shim(7). */
static void tell(const struct shim *shim, const char *name, struct buf *out)
{
	char policy[2 * HASH_SIZE + 1];

	json_begin(out, '{');
	json_member(out, "nono_shim", SHIM_VERSION);
	json_member(out, "status", shim->status);
	if (shim->reason)
		json_member(out, "reason", shim->reason);
	json_member_number(out, "pid", host_pid());
	profile_report(&shim->profile, name, out);
	if (shim->is_in_force) {
		platform_policy(policy, shim->rules);
		json_member(out, "policy", policy);
		json_member(out, "compatibility", shim->best_effort ? "best-effort" : "strict");
	}
	/* What a load before has done in detail is not known to this one. */
	if (shim->is_in_force && !shim->reason)
		platform_report(shim->rules, out);
	json_end(out, '}');
	buf_text(out, "\n");
}

static int write_receipt(struct shim *shim, const char *name, struct nono_err *err)
{
	const struct place place = { "NONO_RECEIPT", 0, 0 };
	struct buf text;

	if (shim->receipt.fd < 0)
		return NONO_OK;
	buf_init(&text, &shim->arena.allocator);
	tell(shim, name, &text);
	return receipt_send(&shim->receipt, &text, err) ? nono_err_at(err, &place) : NONO_OK;
}

static _Noreturn void refuse(struct shim *shim, const char *name, struct nono_err *err)
{
	const struct place place = { "NONO_PROFILE", 0, 0 };

	nono_err_at(err, &place);
	shim->status = "refused";
	shim->reason = err->text;
	shim->is_in_force = false;
	/* It is the second thing that went wrong then; the first one counts. */
	write_receipt(shim, name, NULL);
	shim_refuse(err);
}

static void run(struct shim *shim)
{
	struct nono_err err = { 0 };
	const char *name = profile_name(shim, &err);

	if (name && !open_receipt(shim, &err) && !confine(shim, name, &err))
		write_receipt(shim, name, &err);
	if (err.code)
		refuse(shim, name, &err);
	/* The kernel confines children; they need not load or read anything. */
	if (name) {
		warn(shim);
		environment_apply(&shim->plan);
	}
	arena_free(&shim->arena);
}

/* A start from shipped profiles takes 6 to 10 pages, and no more of the kernel's. */
static _Alignas(4096) char memory[48 << 10];

enum {
	USED_AT_ONCE = 24 << 10
};

__attribute__((constructor)) static void nono_shim_start(int argc, char **argv, char **envp)
{
	struct shim shim = { .receipt.fd = -1 };

	(void)argc;
	(void)argv;
	host_prefault(memory, USED_AT_ONCE);
	arena_init(&shim.arena, host_map, host_unmap);
	arena_lend(&shim.arena, memory, sizeof(memory));
	profile_init(&shim.profile, &shim.arena.allocator);
	shim.env = host_environment(envp);
	run(&shim);
}
