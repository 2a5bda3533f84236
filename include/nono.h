/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NONO_H
#define NONO_H

/*
 * What a process may do, and having the kernel hold it to that: libnono(3).
 *
 * Handles are made by _new, _from_* and _to_caps, and released by the _free of their type. One
 * handle is for one thread at a time; errors are kept for each thread. Every char * that is
 * returned, also inside of structs, belongs to the caller and is released with nono_string_free()
 * alone. Strings that are handed in are UTF-8, end with a NUL and are copied. Every _free takes
 * NULL. What fails returns a negative code, or NULL, and leaves a text for nono_last_error().
 */

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum NonoErrorCode {
	NONO_ERROR_CODE_OK = 0,
	NONO_ERROR_CODE_PATH_NOT_FOUND = -1,
	NONO_ERROR_CODE_EXPECTED_DIRECTORY = -2,
	NONO_ERROR_CODE_EXPECTED_FILE = -3,
	NONO_ERROR_CODE_PATH_CANONICALIZATION = -4,
	NONO_ERROR_CODE_NO_CAPABILITIES = -5, /* not produced */
	NONO_ERROR_CODE_SANDBOX_INIT = -6,
	NONO_ERROR_CODE_UNSUPPORTED_PLATFORM = -7,
	NONO_ERROR_CODE_BLOCKED_COMMAND = -8, /* not produced */
	NONO_ERROR_CODE_CONFIG = -9,
	NONO_ERROR_CODE_PROFILE = -10,
	NONO_ERROR_CODE_IO = -11,
	NONO_ERROR_CODE_INVALID_ARGUMENT = -12,
	NONO_ERROR_CODE_TRUST = -13,	     /* not produced */
	NONO_ERROR_CODE_OUT_OF_MEMORY = -20, /* an addition to nono, as are the functions below */
	NONO_ERROR_CODE_UNKNOWN = -99	     /* not produced */
};

enum NonoDiagnosticCode {
	NONO_DIAGNOSTIC_CODE_SANDBOX_DENIED_PATH = 0,
	NONO_DIAGNOSTIC_CODE_DENIED_NETWORK = 1,
	NONO_DIAGNOSTIC_CODE_DENIED_UNIX_SOCKET = 2,
	NONO_DIAGNOSTIC_CODE_COMMAND_NOT_FOUND = 3,
	NONO_DIAGNOSTIC_CODE_COMMAND_FAILED_LIKELY_SANDBOX = 4,
	NONO_DIAGNOSTIC_CODE_COMMAND_FAILED_APPLICATION = 5,
	NONO_DIAGNOSTIC_CODE_CREDENTIAL_NOT_FOUND = 6,
	NONO_DIAGNOSTIC_CODE_CREDENTIAL_UNAVAILABLE = 7,
	NONO_DIAGNOSTIC_CODE_UNSUPPORTED_PLATFORM_FEATURE = 8,
	NONO_DIAGNOSTIC_CODE_ROLLBACK_BUDGET_EXCEEDED = 9,
	NONO_DIAGNOSTIC_CODE_CWD_ACCESS_REQUIRED = 10,
	NONO_DIAGNOSTIC_CODE_CONFIGURATION_ERROR = 11,
	NONO_DIAGNOSTIC_CODE_TRUST_VERIFICATION_FAILED = 12,
	NONO_DIAGNOSTIC_CODE_IO_ERROR = 13,
	NONO_DIAGNOSTIC_CODE_CANCELLED = 14,
	NONO_DIAGNOSTIC_CODE_OTHER = 99
};

/* Numbers and not an enum, because any number may be handed in. */
#define NONO_ACCESS_MODE_READ	    UINT32_C(0) /* read files, list directories, execute */
#define NONO_ACCESS_MODE_WRITE	    UINT32_C(1)
#define NONO_ACCESS_MODE_READ_WRITE UINT32_C(2)
#define NONO_ACCESS_MODE_INVALID    UINT32_C(0xFFFFFFFF)

#define NONO_NETWORK_MODE_BLOCKED    UINT32_C(0)
#define NONO_NETWORK_MODE_ALLOW_ALL  UINT32_C(1)
#define NONO_NETWORK_MODE_PROXY_ONLY UINT32_C(2)

enum NonoCapabilitySourceTag {
	NONO_CAPABILITY_SOURCE_TAG_USER = 0,
	NONO_CAPABILITY_SOURCE_TAG_GROUP = 1,
	NONO_CAPABILITY_SOURCE_TAG_SYSTEM = 2,
	NONO_CAPABILITY_SOURCE_TAG_PROFILE = 3
};

enum NonoQueryStatus {
	NONO_QUERY_STATUS_ALLOWED = 0,
	NONO_QUERY_STATUS_DENIED = 1
};

enum NonoQueryReason {
	NONO_QUERY_REASON_GRANTED_PATH = 0,
	NONO_QUERY_REASON_NETWORK_ALLOWED = 1,
	NONO_QUERY_REASON_PATH_NOT_GRANTED = 2,
	NONO_QUERY_REASON_INSUFFICIENT_ACCESS = 3,
	NONO_QUERY_REASON_NETWORK_BLOCKED = 4
};

/* The strings are NULL unless the reason has them; nono_query_result_free() releases them. */
struct NonoQueryResult {
	enum NonoQueryStatus status;
	enum NonoQueryReason reason;
	char *granted_path; /* granted path: the real path of the grant */
	char *access;	    /* granted path: "read", "write" or "read+write" */
	char *granted;	    /* insufficient access: what is granted, in the same words ... */
	char *requested;    /* ... and what was asked for */
};

/* Both strings belong to the caller. */
struct NonoSupportInfo {
	bool is_supported;
	char *platform; /* "linux" */
	char *details;	/* one sentence for people */
};

struct NonoCapabilitySet;
struct NonoQueryContext;
struct NonoSandboxState;

/*
 * Errors, of the calling thread. A failure replaces the text, the code and the remediation, all
 * three together; success changes none of them.
 */

/* A copy of the text, NULL when nothing has failed yet. */
char *nono_last_error(void);

/* The kind of the last failure; ..._OTHER when there is none, or it has no kind of its own. */
enum NonoDiagnosticCode nono_last_diagnostic_code(void);

/* What to do about it as JSON, such as {"kind":"check_policy"}; NULL when there is nothing. */
char *nono_last_remediation_json(void);

/* Forgets text, code and remediation. */
void nono_clear_error(void);

void nono_string_free(char *string);

/* The version of this library, as in "0.1.0". */
char *nono_version(void);

/*
 * Capability sets. An empty one grants no path and all of the network. NULL only without memory.
 */
struct NonoCapabilitySet *nono_capability_set_new(void);
void nono_capability_set_free(struct NonoCapabilitySet *caps);

/*
 * Grants a directory with everything below it, or one file (anything but a directory), which must
 * exist: links are followed now. Nothing is merged. On error the set is as before.
 * INVALID_ARGUMENT: caps is NULL, mode is none of the three, path is NULL or not UTF-8.
 * PATH_NOT_FOUND, EXPECTED_DIRECTORY, EXPECTED_FILE; PATH_CANONICALIZATION: no way to the path.
 */
enum NonoErrorCode nono_capability_set_allow_path(
	struct NonoCapabilitySet *caps, const char *path, uint32_t mode);
enum NonoErrorCode nono_capability_set_allow_file(
	struct NonoCapabilitySet *caps, const char *path, uint32_t mode);

/* true is the mode BLOCKED, false ALLOW_ALL. INVALID_ARGUMENT: caps is NULL. */
enum NonoErrorCode nono_capability_set_set_network_blocked(
	struct NonoCapabilitySet *caps, bool blocked);

/*
 * The last mode counts; each forgets the ports of the proxy. INVALID_ARGUMENT: caps is NULL, or
 * there is no such mode.
 */
enum NonoErrorCode nono_capability_set_set_network_mode(
	struct NonoCapabilitySet *caps, uint32_t mode);
uint32_t nono_capability_set_network_mode(const struct NonoCapabilitySet *caps);

/* Sets the mode to PROXY_ONLY as well. INVALID_ARGUMENT: caps is NULL. 0: there is none. */
enum NonoErrorCode nono_capability_set_set_proxy_port(
	struct NonoCapabilitySet *caps, uint16_t port);
uint16_t nono_capability_set_proxy_port(const struct NonoCapabilitySet *caps);

/* Kept in the set and never enforced: libnono(3). INVALID_ARGUMENT: NULL or not UTF-8. */
enum NonoErrorCode nono_capability_set_allow_command(
	struct NonoCapabilitySet *caps, const char *cmd);
enum NonoErrorCode nono_capability_set_block_command(
	struct NonoCapabilitySet *caps, const char *cmd);

/*
 * A rule of Seatbelt: looked at on every system, used on macOS alone.
 * INVALID_ARGUMENT: NULL or not UTF-8. SANDBOX_INIT: no list in parentheses, or one for "/".
 */
enum NonoErrorCode nono_capability_set_add_platform_rule(
	struct NonoCapabilitySet *caps, const char *rule);

/* Merges entries of the same file or directory; what the caller granted counts more. */
void nono_capability_set_deduplicate(struct NonoCapabilitySet *caps);

/* Is path, taken as text, in or below a granted directory? Of bad arguments: no. */
bool nono_capability_set_path_covered(const struct NonoCapabilitySet *caps, const char *path);

/* Is anything of the network denied? Also where it is limited to ports. NULL: no. */
bool nono_capability_set_is_network_blocked(const struct NonoCapabilitySet *caps);

/* For people, several lines. NULL of NULL. */
char *nono_capability_set_summary(const struct NonoCapabilitySet *caps);

/*
 * The entries, from 0 on, in the order in which they were added. Of NULL, or of an index that is
 * too large: 0, NULL or false; access is ..._INVALID and source_tag ..._USER, both with an error.
 * Bytes of a path that are not UTF-8 read U+FFFD.
 */
uintptr_t nono_capability_set_fs_count(const struct NonoCapabilitySet *caps);
char *nono_capability_set_fs_original(const struct NonoCapabilitySet *caps, uintptr_t index);
char *nono_capability_set_fs_resolved(const struct NonoCapabilitySet *caps, uintptr_t index);
uint32_t nono_capability_set_fs_access(const struct NonoCapabilitySet *caps, uintptr_t index);
bool nono_capability_set_fs_is_file(const struct NonoCapabilitySet *caps, uintptr_t index);
enum NonoCapabilitySourceTag nono_capability_set_fs_source_tag(
	const struct NonoCapabilitySet *caps, uintptr_t index);
char *nono_capability_set_fs_source_group_name(
	const struct NonoCapabilitySet *caps, uintptr_t index);

/*
 * Queries: what the kernel will answer under a set as it is now; later changes do not show. NULL
 * of NULL, or without memory (then with an error).
 */
struct NonoQueryContext *nono_query_context_new(const struct NonoCapabilitySet *caps);
void nono_query_context_free(struct NonoQueryContext *ctx);

/*
 * May the file be opened so? On error *out_result is untouched. INVALID_ARGUMENT: ctx or out_result
 * is NULL, mode is none of the three, path is NULL or not UTF-8.
 */
enum NonoErrorCode nono_query_context_query_path(const struct NonoQueryContext *ctx,
	const char *path, uint32_t mode, struct NonoQueryResult *out_result);

/* Is all of the network allowed? INVALID_ARGUMENT: a NULL. */
enum NonoErrorCode nono_query_context_query_network(
	const struct NonoQueryContext *ctx, struct NonoQueryResult *out_result);

/*
 * Has the kernel restrict this process with all that it starts, for good. On error nothing may be
 * assumed about what is in force already: the process should end; but what the set asks for and
 * this system cannot do, a path that has changed, and threads are found before anything is.
 * INVALID_ARGUMENT: caps is NULL. SANDBOX_INIT: a path is gone or another one, or the kernel
 * refuses. UNSUPPORTED_PLATFORM: what this kernel cannot enforce, the mode PROXY_ONLY, or
 * threads that are running already, below Landlock ABI 8.
 */
enum NonoErrorCode nono_sandbox_apply(const struct NonoCapabilitySet *caps);

/* Can this system restrict processes at all? */
bool nono_sandbox_is_supported(void);
struct NonoSupportInfo nono_sandbox_support_info(void);

/*
 * States: a set as JSON that can be given to another process. It holds paths, unix sockets and
 * whether the network is restricted.
 */

/* NULL of NULL, or without memory (then with an error). */
struct NonoSandboxState *nono_sandbox_state_from_caps(const struct NonoCapabilitySet *caps);
void nono_sandbox_state_free(struct NonoSandboxState *state);

/* NULL of NULL. CONFIG, as NULL: a path that is not UTF-8. */
char *nono_sandbox_state_to_json(const struct NonoSandboxState *state);

/* NULL with an error: json is NULL, not UTF-8, or no such document. Looks at no path. */
struct NonoSandboxState *nono_sandbox_state_from_json(const char *json);

/* A set whose paths are resolved again. NULL with an error, also when one leads elsewhere now. */
struct NonoCapabilitySet *nono_sandbox_state_to_caps(const struct NonoSandboxState *state);

/*
 * {"exit_code":N,"denials":[],"ipc_denials":[],"violations":[]} of three JSON arrays, each of which
 * may be NULL or empty text. NULL with an error: one of them is no array.
 */
char *nono_session_diagnostic_report_to_json(int32_t exit_code, const char *denials_json,
	const char *ipc_denials_json, const char *violations_json);

/*
 * The object session_json with the member "proxy", whose value is proxy_json; NULL or empty: as it
 * is. NULL with an error: session_json is NULL or no object, or proxy_json is no JSON.
 */
char *nono_merge_diagnostic_report_json(const char *session_json, const char *proxy_json);

/*
 * ADDITIONS: not in nono.
 */

/*
 * The set that a profile asks for: nono-profile(5), found as NONO_PROFILE finds it. apply then
 * enforces everything else that the profile says too, except for its environment section. NULL
 * with an error, whose text begins with FILE:LINE:COLUMN.
 */
struct NonoCapabilitySet *nono_capability_set_from_profile(const char *name_or_path);

/* With any such rule all of the network but what rules allow is denied. INVALID_ARGUMENT: 0. */
enum NonoErrorCode nono_capability_set_allow_tcp_connect(
	struct NonoCapabilitySet *caps, uint16_t port);
enum NonoErrorCode nono_capability_set_allow_tcp_bind(
	struct NonoCapabilitySet *caps, uint16_t port);

/*
 * A TCP port that may be bound in the mode PROXY_ONLY, until the mode or its port is set again.
 * INVALID_ARGUMENT: caps is NULL, port is 0, or the mode is another one.
 */
enum NonoErrorCode nono_capability_set_allow_proxy_bind(
	struct NonoCapabilitySet *caps, uint16_t port);

#define NONO_UNIX_SOCKET_SCOPE_FILE	    UINT32_C(0)
#define NONO_UNIX_SOCKET_SCOPE_DIR_CHILDREN UINT32_C(1) /* sockets in a directory */
#define NONO_UNIX_SOCKET_SCOPE_DIR_SUBTREE  UINT32_C(2) /* and below it */

/*
 * Grants to connect to unix sockets, and with bind to make them. A FILE that may be bound need not
 * exist. Errors as allow_path, also for a scope that is none of the three; "/" with a directory
 * scope is SANDBOX_INIT.
 */
enum NonoErrorCode nono_capability_set_allow_unix_socket(
	struct NonoCapabilitySet *caps, const char *path, uint32_t scope, bool bind);

/* "FILE:LINE:COLUMN" of the profile entry that grants it, NULL when there is none. */
char *nono_capability_set_fs_source_place(const struct NonoCapabilitySet *caps, uintptr_t index);

#define NONO_LANDLOCK_ABI_RUNNING (-1) /* that of this kernel */

/*
 * The rules as text, one in a line: what apply would ask a kernel with that Landlock ABI for (0:
 * without Landlock). NULL with an error: UNSUPPORTED_PLATFORM, that kernel cannot enforce the set.
 */
char *nono_capability_set_rules_text(const struct NonoCapabilitySet *caps, int32_t landlock_abi);

/* As apply; *receipt_json says of each thing in the set what enforces it. NULL after an error. */
enum NonoErrorCode nono_sandbox_apply_with_receipt(
	const struct NonoCapabilitySet *caps, char **receipt_json);

/* 0: no Landlock. */
int32_t nono_sandbox_landlock_abi(void);

#define NONO_OPERATION_READ	      UINT32_C(0)
#define NONO_OPERATION_WRITE	      UINT32_C(1)
#define NONO_OPERATION_READ_WRITE     UINT32_C(2)
#define NONO_OPERATION_EXECUTE	      UINT32_C(3)
#define NONO_OPERATION_CREATE	      UINT32_C(4) /* a file that is not there */
#define NONO_OPERATION_MAKE_DIRECTORY UINT32_C(5)
#define NONO_OPERATION_REMOVE	      UINT32_C(6)
#define NONO_OPERATION_RENAME	      UINT32_C(7) /* to other */
#define NONO_OPERATION_LINK	      UINT32_C(8) /* as other */

/*
 * As query_path, for more than opening. other is the new name for RENAME and LINK, and ignored
 * else. INVALID_ARGUMENT also: no such operation, other is needed and NULL or not UTF-8.
 */
enum NonoErrorCode nono_query_context_query_operation(const struct NonoQueryContext *ctx,
	uint32_t operation, const char *path, const char *other,
	struct NonoQueryResult *out_result);

#define NONO_DIRECTION_TCP_CONNECT UINT32_C(1)
#define NONO_DIRECTION_TCP_BIND	   UINT32_C(2)
#define NONO_DIRECTION_UDP	   UINT32_C(4)

/* May this port be used so? INVALID_ARGUMENT: a NULL, no such direction. */
enum NonoErrorCode nono_query_context_query_port(const struct NonoQueryContext *ctx,
	uint32_t direction, uint16_t port, struct NonoQueryResult *out_result);

/* Releases the strings of a result and makes them NULL. */
void nono_query_result_free(struct NonoQueryResult *result);

#ifdef __cplusplus
}
#endif

#endif
