/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/json.h"
#include "lib/handles.h"
#include "lib/last_error.h"
#include "lib/text.h"
#include "platform/host.h"
#include "platform/platform.h"

/* One apply, or what it would do. */
struct attempt {
	struct memory *scratch;
	struct nono_support support;
	struct caps caps;
	struct rules *rules;
};

/* Everything that can be found out without restricting anything. */
static int prepare(struct attempt *attempt, const struct set *set, struct nono_err *err)
{
	int r;

	caps_init(&attempt->caps, &attempt->scratch->allocator);
	r = set_to_caps(&attempt->caps, set, err);
	return r ? r : platform_compile(&attempt->rules, &attempt->caps, &attempt->support, err);
}

static int keep_prepare(const struct set *set, const struct nono_err *err)
{
	int code = last_error_keep(err);

	if (set->network == SET_PROXY_ONLY && code == NONO_ERR_UNSUPPORTED)
		last_error_remedy("{\"kind\":\"grant_network\"}");
	return code;
}

static int fail_path(const char *path, int number, const char *found)
{
	size_t size = strlen(path) + (found ? strlen(found) : 0) + 256;
	char *text = malloc(size), reason[160];
	int code;

	if (!text)
		return last_error_memory();
	text_os_error(reason, sizeof(reason), number);
	if (number)
		snprintf(
			text, size, "Landlock path error: failed to open \"%s\": %s", path, reason);
	else
		snprintf(text, size,
			"Landlock path error: \"%s\" is not what it was when it was granted, it is "
			"%s \"%s\" now",
			path, strcmp(path, found) ? "a way to" : "another kind of file:", found);
	code = last_error_set(NONO_ERR_SANDBOX, text);
	free(text);
	return code;
}

/*
 * What was granted must still be there, and the same: else nothing is to be enforced, and nothing
 * else granted in its place (nono opens whatever has that name now).
 */
static int check_paths(const struct attempt *attempt, const struct set *set)
{
	for (size_t i = 0; i < set->fs_count; i++) {
		const struct set_fs *fs = &set->fs[i];
		struct caps_file file;
		int number = set->files->resolve(
			set->files->context, fs->resolved, &file, &attempt->scratch->allocator);

		if (number)
			return fail_path(fs->resolved, number, NULL);
		if (strcmp(file.path, fs->resolved) ||
			fs->is_file == (file.kind == CAPS_IS_DIRECTORY))
			return fail_path(fs->resolved, 0, file.path);
	}
	return NONO_OK;
}

/* Its only case of "unsupported", in the words of the shim, which has other remedies. */
static int fail_threads(const struct attempt *attempt)
{
	char text[256];

	snprintf(text, sizeof(text),
		"this process has started threads already, and Landlock ABI %d can confine none but "
		"the calling one (ABI 8, Linux 7.0, confines all); apply before any is started",
		attempt->support.landlock_abi);
	return last_error_set(NONO_ERR_UNSUPPORTED, text);
}

static int enforce(struct attempt *attempt, const struct set *set)
{
	struct nono_err err = { 0 };
	int r;

	if (platform_probe(&attempt->support, &err))
		return last_error_keep(&err);
	if (prepare(attempt, set, &err))
		return keep_prepare(set, &err);
	r = check_paths(attempt, set);
	if (r)
		return r;
	r = platform_enforce(attempt->rules, -1, &err);
	if (r == NONO_ERR_UNSUPPORTED)
		return fail_threads(attempt);
	return r ? last_error_keep(&err) : NONO_OK;
}

/* Memory is what may be missing here; the process is confined all the same. */
static char *receipt(const struct attempt *attempt)
{
	char policy[2 * HASH_SIZE + 1];
	struct buf text;

	buf_init(&text, &attempt->scratch->allocator);
	json_begin(&text, '{');
	json_member(&text, "libnono", SHIM_VERSION);
	json_member(&text, "status", "confined");
	json_member_number(&text, "pid", host_pid());
	platform_policy(policy, attempt->rules);
	json_member(&text, "policy", policy);
	platform_report(attempt->rules, &text);
	json_end(&text, '}');
	return text_give_buf(&text);
}

static enum NonoErrorCode apply(const struct NonoCapabilitySet *caps, char **receipt_json)
{
	struct attempt attempt = { 0 };
	int r;

	if (!caps)
		return last_error_argument("caps pointer is NULL");
	attempt.scratch = memory_new();
	if (!attempt.scratch)
		return last_error_memory();
	r = enforce(&attempt, &caps->set);
	if (!r && receipt_json)
		*receipt_json = receipt(&attempt);
	memory_release(attempt.scratch);
	return r;
}

enum NonoErrorCode nono_sandbox_apply(const struct NonoCapabilitySet *caps)
{
	return apply(caps, NULL);
}

enum NonoErrorCode nono_sandbox_apply_with_receipt(
	const struct NonoCapabilitySet *caps, char **receipt_json)
{
	if (!receipt_json)
		return last_error_argument("receipt_json pointer is NULL");
	*receipt_json = NULL;
	return apply(caps, receipt_json);
}

static char *print(struct attempt *attempt, const struct set *set)
{
	struct nono_err err = { 0 };
	struct buf text;

	if (prepare(attempt, set, &err)) {
		keep_prepare(set, &err);
		return NULL;
	}
	buf_init(&text, &attempt->scratch->allocator);
	platform_print(attempt->rules, &text);
	return text_give_buf(&text);
}

char *nono_capability_set_rules_text(const struct NonoCapabilitySet *caps, int32_t landlock_abi)
{
	struct attempt attempt = { .support.landlock_abi = landlock_abi };
	struct nono_err err = { 0 };
	char *text = NULL;

	if (!caps) {
		last_error_argument("caps pointer is NULL");
	} else if (landlock_abi < NONO_LANDLOCK_ABI_RUNNING) {
		last_error_argument("invalid Landlock ABI: %d", (int)landlock_abi);
	} else if (landlock_abi == NONO_LANDLOCK_ABI_RUNNING &&
		   platform_probe(&attempt.support, &err)) {
		last_error_keep(&err);
	} else {
		attempt.scratch = memory_new();
		if (attempt.scratch)
			text = print(&attempt, &caps->set);
		else
			last_error_memory();
		memory_release(attempt.scratch);
	}
	return text;
}
