/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "cli/cli.h"
#include "platform/files.h"
#include "platform/host.h"

static int read_profile(
	void *context, const char *path, const char **bytes, size_t *length, struct nono_err *err)
{
	const struct cli *cli = context;

	return host_read_file(bytes, length, path, PROFILE_MAX_SIZE, cli->alloc, err);
}

static bool has_directory(void *context, const char *path)
{
	(void)context;
	return host_has_directory(path);
}

static const char *get_variable(void *context, const char *name)
{
	(void)context;
	return getenv(name);
}

static const char *get_workdir(void *context)
{
	return host_workdir(((struct cli *)context)->alloc);
}

int cli_load(struct cli_profile *out, struct cli *cli, const char *name, struct nono_err *err)
{
	const struct profile_host host = {
		.context = cli,
		.read = read_profile,
		.has_directory = has_directory,
		.variable = get_variable,
		.workdir = get_workdir,
		.uid = host_uid(),
		.system_directory = SYSTEM_PROFILES,
		.shipped_directory = SHIPPED_PROFILES,
	};
	int r;

	profile_init(&out->profile, cli->alloc);
	caps_init(&out->caps, cli->alloc);
	r = profile_load(&out->profile, name, &host, err);
	return r ? r : profile_to_caps(&out->caps, &out->profile, &host, err);
}

int cli_set(struct set **out, struct cli *cli, const struct caps *caps, struct nono_err *err)
{
	struct nono_err plain = { 0 };
	int r;

	*out = cli->alloc->allocate(cli->alloc, sizeof(**out));
	if (!*out)
		return nono_err_memory(err);
	set_init(*out, &platform_files, cli->alloc);
	r = set_from_caps(*out, caps, &plain);
	if (!r)
		return NONO_OK;
	/* The words of nono say what is wrong and no more. */
	nono_err_system(err, r, plain.sys_errno, "%s%s", plain.text,
		r != NONO_ERR_PATH_NOT_FOUND
			? ""
			: "; nothing starts under this profile: create it, correct the path, or write "
			  "{path: ..., optional: true}");
	if (plain.source[0])
		nono_err_at(err, &(struct place){ plain.source, plain.line, plain.column });
	return r;
}
