/* SPDX-License-Identifier: Apache-2.0 */
#include <nono.h>
#include <stdio.h>
#include <string.h>

/*
 * A program as somebody would write it who knows the C ABI of nono and nothing else: compiled as C
 * and as C++, by what pkg-config says. Prints what it finds; argv[1] is a directory with the file
 * "in" in it, argv[2] a file outside.
 */

static void print_and_free(const char *what, char *text)
{
	printf("%s: %s\n", what, text ? text : "none");
	nono_string_free(text);
}

static void ask(const struct NonoCapabilitySet *caps, const char *path, uint32_t mode)
{
	struct NonoQueryContext *ctx = nono_query_context_new(caps);
	struct NonoQueryResult result;

	if (nono_query_context_query_path(ctx, path, mode, &result) == 0) {
		printf("query: %d %d\n", (int)result.status, (int)result.reason);
		nono_string_free(result.granted_path);
		nono_string_free(result.access);
		nono_string_free(result.granted);
		nono_string_free(result.requested);
	}
	nono_query_context_free(ctx);
}

static void save_and_load(struct NonoCapabilitySet *caps)
{
	struct NonoSandboxState *state = nono_sandbox_state_from_caps(caps);
	char *json = nono_sandbox_state_to_json(state);
	struct NonoSandboxState *again = nono_sandbox_state_from_json(json);
	struct NonoCapabilitySet *loaded = nono_sandbox_state_to_caps(again);

	printf("loaded: %d\n", (int)nono_capability_set_fs_count(loaded));
	nono_capability_set_free(loaded);
	nono_sandbox_state_free(again);
	nono_sandbox_state_free(state);
	nono_string_free(json);
}

static const char *can_open(const char *path)
{
	FILE *file = fopen(path, "r");

	if (!file)
		return "no";
	fclose(file);
	return "yes";
}

int main(int argc, char **argv)
{
	struct NonoCapabilitySet *caps = nono_capability_set_new();
	struct NonoSupportInfo info = nono_sandbox_support_info();
	int code;

	if (argc != 3)
		return 2;
	code = (int)nono_capability_set_allow_path(caps, "/no/such/path", NONO_ACCESS_MODE_READ);
	printf("code: %d\n", code);
	print_and_free("error", nono_last_error());
	nono_clear_error();
	code = (int)nono_capability_set_allow_path(caps, argv[1], NONO_ACCESS_MODE_READ);
	printf("code: %d\n", code);
	nono_capability_set_set_network_blocked(caps, true);
	nono_capability_set_deduplicate(caps);
	print_and_free("summary", nono_capability_set_summary(caps));
	ask(caps, argv[1], NONO_ACCESS_MODE_READ);
	ask(caps, argv[1], NONO_ACCESS_MODE_WRITE);
	ask(caps, argv[2], NONO_ACCESS_MODE_READ);
	save_and_load(caps);
	printf("outside before: %s\n", can_open(argv[2]));
	printf("supported: %d\n", info.is_supported == nono_sandbox_is_supported());
	code = info.is_supported ? (int)nono_sandbox_apply(caps) : 0;
	printf("apply: %d\n", code);
	print_and_free("error", nono_last_error());
	if (info.is_supported)
		printf("outside: %s\n", can_open(argv[2]));
	nono_string_free(info.platform);
	nono_string_free(info.details);
	nono_capability_set_free(caps);
	return code ? 1 : 0;
}
