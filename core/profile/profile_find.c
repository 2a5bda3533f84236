/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/base/buf.h"
#include "core/profile/profile.h"

static const char *const suffixes[] = { ".yaml", ".json" };

static bool ends_with(const char *text, const char *suffix)
{
	size_t length = strlen(text), suffix_length = strlen(suffix);

	return length > suffix_length && !strcmp(text + length - suffix_length, suffix);
}

static bool has_slash(const char *text)
{
	while (*text && *text != '/')
		text++;
	return *text == '/';
}

static bool is_path(const char *name)
{
	return has_slash(name) || ends_with(name, ".yaml") || ends_with(name, ".yml") ||
	       ends_with(name, ".json");
}

static bool is_name(const char *name)
{
	if (name[0] == '.' || name[0] == '-' || !name[0])
		return false;
	for (; *name; name++) {
		if (!((*name >= 'a' && *name <= 'z') || (*name >= 'A' && *name <= 'Z') ||
			    (*name >= '0' && *name <= '9') || *name == '-' || *name == '_' ||
			    *name == '.'))
			return false;
	}
	return true;
}

/* Is path directly below directory? */
static bool is_inside(const char *path, const char *directory)
{
	size_t length = strlen(directory);

	return !strncmp(path, directory, length) && path[length] == '/' &&
	       !has_slash(path + length + 1);
}

static int note_file(struct profile *profile, const char *path, struct nono_err *err)
{
	const char **files = alloc_grow(profile->alloc, profile->files, profile->file_count,
		&profile->file_capacity, sizeof(*files));

	if (!files)
		return nono_err_memory(err);
	profile->files = files;
	files[profile->file_count++] = path;
	return NONO_OK;
}

static int read_file(struct profile_text *text, const char *path,
	const struct profile_search *search, struct nono_err *err)
{
	const struct profile_host *host = search->host;
	int r = note_file(search->profile, path, err);

	if (r)
		return r;
	r = host->read(host->context, path, &text->bytes, &text->length, err);
	text->source = path;
	text->shipped = is_inside(path, host->shipped_directory);
	return r;
}

/*
 * A path is taken from the directory of the document that names it. Without its "./", so that one
 * file has one name and a cycle is seen as one.
 */
static const char *resolve(const char *name, const char *from, struct allocator *alloc)
{
	const char *slash = NULL;
	struct buf path;

	for (const char *at = from; at && *at; at++) {
		if (*at == '/')
			slash = at;
	}
	while (from && name[0] == '.' && name[1] == '/' && name[2] && name[2] != '/')
		name += 2;
	buf_init(&path, alloc);
	if (name[0] != '/' && slash)
		buf_add(&path, from, (size_t)(slash - from) + 1);
	buf_text(&path, name);
	return buf_string(&path);
}

static int find_path(struct profile_text *text, const char *name, const char *from,
	const struct profile_search *search, struct nono_err *err)
{
	const char *path = resolve(name, from, search->profile->alloc);
	struct nono_clip clip;
	int r;

	if (!path)
		return nono_err_memory(err);
	r = read_file(text, path, search, err);
	if (r == NONO_ERR_PATH_NOT_FOUND)
		return nono_err_set(err, NONO_ERR_PROFILE,
			"there is no profile file '%s'; correct the path, or use a name without '/' "
			"and suffix to look it up among the installed profiles",
			nono_err_clip(&clip, path));
	return r;
}

/* $XDG_CONFIG_HOME/nono/profiles, or below ~/.config; NULL when there is no home. */
static int user_directory(
	const char **out, const struct profile_search *search, struct nono_err *err)
{
	const struct profile_host *host = search->host;
	const char *config = host->variable(host->context, "XDG_CONFIG_HOME");
	const char *home = host->variable(host->context, "HOME");
	bool is_home = !config || config[0] != '/';
	struct buf path;

	*out = NULL;
	buf_init(&path, search->profile->alloc);
	if (is_home && (!home || home[0] != '/'))
		return NONO_OK;
	buf_text(&path, is_home ? home : config);
	buf_text(&path, is_home ? "/.config/nono/profiles" : "/nono/profiles");
	*out = buf_string(&path);
	return *out ? NONO_OK : nono_err_memory(err);
}

static int prepare(struct profile_search *search, struct nono_err *err)
{
	const struct profile_host *host = search->host;

	if (search->ready)
		return NONO_OK;
	if (user_directory(&search->directories[0].path, search, err))
		return NONO_ERR_NO_MEMORY;
	search->directories[1].path = host->system_directory;
	search->directories[2].path = host->shipped_directory;
	/* Usually only the shipped one exists; not to be asked for each name and suffix. */
	for (size_t i = 0; i < 2 && host->has_directory; i++) {
		const char *path = search->directories[i].path;

		search->directories[i].absent = path && !host->has_directory(host->context, path);
		if (search->directories[i].absent && note_file(search->profile, path, err))
			return NONO_ERR_NO_MEMORY;
	}
	search->ready = true;
	return NONO_OK;
}

/* NONO_ERR_PATH_NOT_FOUND, without touching err, when directory has no such profile. */
static int find_in(struct profile_text *text, const char *directory, const char *name,
	const struct profile_search *search, struct nono_err *err)
{
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		struct buf path;
		int r;

		buf_init(&path, search->profile->alloc);
		buf_text(&path, directory);
		buf_text(&path, "/");
		buf_text(&path, name);
		buf_text(&path, suffixes[i]);
		if (!buf_string(&path))
			return nono_err_memory(err);
		r = read_file(text, buf_string(&path), search, err);
		if (r != NONO_ERR_PATH_NOT_FOUND)
			return r;
	}
	return NONO_ERR_PATH_NOT_FOUND;
}

static int find_name(struct profile_text *text, const char *name, struct profile_search *search,
	struct nono_err *err)
{
	const char *user;

	if (!is_name(name))
		return nono_err_set(err, NONO_ERR_PROFILE,
			"'%s' is not a profile name (letters, digits, '-', '_' and '.'); a path needs a "
			"'/' or ends in .yaml, .yml or .json",
			name);
	if (prepare(search, err))
		return NONO_ERR_NO_MEMORY;
	for (size_t i = 0; i < 3; i++) {
		int r = NONO_ERR_PATH_NOT_FOUND;

		if (search->directories[i].path && !search->directories[i].absent)
			r = find_in(text, search->directories[i].path, name, search, err);
		if (r != NONO_ERR_PATH_NOT_FOUND)
			return r;
	}
	user = search->directories[0].path;
	return nono_err_set(err, NONO_ERR_PROFILE,
		"no profile named '%s' (.yaml or .json) in %s, %s or %s; correct the name, or write "
		"a path such as ./%s.yaml",
		name, user ? user : "~/.config/nono/profiles", search->directories[1].path,
		search->directories[2].path, name);
}

void profile_search_init(
	struct profile_search *search, const struct profile_host *host, struct profile *profile)
{
	*search = (struct profile_search){ .host = host, .profile = profile };
}

int profile_find(struct profile_text *text, const char *name, const char *from,
	struct profile_search *search, struct nono_err *err)
{
	if (is_path(name))
		return find_path(text, name, from, search, err);
	return find_name(text, name, search, err);
}
