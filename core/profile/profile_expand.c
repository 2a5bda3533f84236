/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/base/buf.h"
#include "core/profile/profile.h"

/*
 * The variables that may be written without braces. A default stands for an unset variable:
 * "/tmp" as POSIX has it for TMPDIR, the others as the XDG Base Directory Specification 0.8
 * says, below the home directory.
 */
static const struct variable {
	const char *name;
	const char *fallback;	   /* NULL: unset is an error */
	const char *fallback_home; /* appended to $HOME; NULL: none */
} variables[] = {
	{ "HOME", NULL, NULL },
	{ "TMPDIR", "/tmp", NULL },
	{ "XDG_CONFIG_HOME", NULL, "/.config" },
	{ "XDG_DATA_HOME", NULL, "/.local/share" },
	{ "XDG_STATE_HOME", NULL, "/.local/state" },
	{ "XDG_CACHE_HOME", NULL, "/.cache" },
	{ "XDG_RUNTIME_DIR", NULL, NULL },
};

struct expansion {
	const struct profile_host *host;
	struct buf out;
	struct nono_err *err;
};

static bool is_name_byte(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

static const char *value_of(struct expansion *to, const char *name)
{
	const char *value = to->host->variable(to->host->context, name);

	/* Set but empty would turn "$HOME/x" into "/x": as bad as unset. */
	return value && *value ? value : NULL;
}

static int add_directory(struct expansion *to, const char *name, const char *value)
{
	size_t length = strlen(value);

	if (value[0] != '/')
		return nono_err_set(to->err, NONO_ERR_PROFILE,
			"$%s is '%s', which is not an absolute path; set it to one", name, value);
	while (length > 1 && value[length - 1] == '/')
		length--;
	buf_add(&to->out, value, length);
	return NONO_OK;
}

static int unset(struct expansion *to, const char *name)
{
	return nono_err_set(to->err, NONO_ERR_PROFILE,
		"variable $%s is not set (or empty) in the environment of the program; set it, or "
		"write the path itself",
		name);
}

static int add_known(struct expansion *to, const struct variable *variable)
{
	const char *value = value_of(to, variable->name);

	if (value)
		return add_directory(to, variable->name, value);
	if (variable->fallback) {
		buf_text(&to->out, variable->fallback);
		return NONO_OK;
	}
	if (!variable->fallback_home)
		return unset(to, variable->name);
	value = value_of(to, "HOME");
	if (!value)
		return unset(to, "HOME");
	if (add_directory(to, "HOME", value))
		return NONO_ERR_PROFILE;
	buf_text(&to->out, variable->fallback_home);
	return NONO_OK;
}

/* WORKDIR and UID are facts of the process: a variable of that name does not shadow them. */
static int add_fact(struct expansion *to, const char *name)
{
	const char *workdir;

	if (!strcmp(name, "UID")) {
		buf_format(&to->out, "%u", to->host->uid);
		return NONO_OK;
	}
	workdir = to->host->workdir(to->host->context);
	if (!workdir)
		return nono_err_set(to->err, NONO_ERR_PROFILE,
			"the working directory cannot be determined; start the program in a "
			"directory that exists and is reachable");
	return add_directory(to, name, workdir);
}

static int add_variable(struct expansion *to, const char *name, bool braces)
{
	const char *value;

	if (!strcmp(name, "UID") || !strcmp(name, "WORKDIR"))
		return add_fact(to, name);
	for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
		if (!strcmp(variables[i].name, name))
			return add_known(to, &variables[i]);
	}
	if (!braces)
		return nono_err_set(to->err, NONO_ERR_PROFILE,
			"unknown variable $%s; known are $HOME $WORKDIR $TMPDIR $UID $XDG_*, any "
			"other is written ${%s}, and $$ is a dollar sign",
			name, name);
	value = value_of(to, name);
	if (!value)
		return unset(to, name);
	buf_text(&to->out, value);
	return NONO_OK;
}

/* at points behind the dollar. Returns where the text goes on, NULL on error. */
static const char *add_reference(struct expansion *to, const char *at)
{
	char name[128];
	bool braces = *at == '{';
	size_t length = 0;

	if (*at == '$') {
		buf_text(&to->out, "$");
		return at + 1;
	}
	at += braces;
	while (is_name_byte(at[length]))
		length++;
	if (!length || length >= sizeof(name) || (braces && at[length] != '}')) {
		nono_err_set(to->err, NONO_ERR_PROFILE,
			"no variable name behind '$'; write $HOME or ${NAME}, or $$ for a dollar sign");
		return NULL;
	}
	memcpy(name, at, length);
	name[length] = '\0';
	if (add_variable(to, name, braces))
		return NULL;
	return at + length + braces;
}

static bool has_variable(const char *value)
{
	if (*value == '~')
		return true;
	while (*value && *value != '$')
		value++;
	return *value;
}

int profile_expand(const char **out, const char *value, const struct profile_host *host,
	struct allocator *alloc, struct nono_err *err)
{
	struct expansion to = { .host = host, .err = err };

	*out = value;
	if (!has_variable(value))
		return NONO_OK;
	*out = NULL;
	buf_init(&to.out, alloc);
	if (value[0] == '~' && (value[1] == '/' || !value[1])) {
		if (add_variable(&to, "HOME", false))
			return NONO_ERR_PROFILE;
		value++;
	}
	while (*value) {
		size_t plain = 0;

		while (value[plain] && value[plain] != '$')
			plain++;
		buf_add(&to.out, value, plain);
		value += plain;
		if (*value && !(value = add_reference(&to, value + 1)))
			return NONO_ERR_PROFILE;
	}
	*out = buf_string(&to.out);
	return *out ? NONO_OK : nono_err_memory(err);
}
