/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/check.h"

/* platform_gap() begins with the place, where there is one: FILE:LINE:COLUMN. */
static const char *split_place(const char *gap, struct place *place, struct allocator *alloc)
{
	for (const char *at = strchr(gap, ':'); at; at = strchr(at + 1, ':')) {
		char *end = NULL;
		unsigned long line = strtoul(at + 1, &end, 10), column;

		if (end == at + 1 || *end != ':')
			continue;
		column = strtoul(end + 1, &end, 10);
		if (!column || strncmp(end, ": ", 2) != 0)
			continue;
		*place = (struct place){ alloc_text(alloc, gap, (size_t)(at - gap)), (unsigned)line,
			(unsigned)column };
		return end + 2;
	}
	return gap;
}

void check_kernel(
	struct findings *findings, const struct caps *caps, const struct nono_support *support)
{
	struct caps copy = *caps;
	struct nono_err err = { 0 };
	struct place place = { 0 };
	struct rules *rules;
	const char *gap;

	/* All at once instead of the first. */
	copy.best_effort = true;
	if (platform_compile(&rules, &copy, support, &err)) {
		findings_add(findings, FINDING_ERROR, "sandbox", &place, "%s", err.text);
		return;
	}
	for (size_t i = 0; (gap = platform_gap(rules, i)); i++) {
		place = (struct place){ 0 };
		gap = split_place(gap, &place, findings->alloc);
		findings_add(findings, caps->best_effort ? FINDING_WARNING : FINDING_ERROR,
			"not-enforceable", &place, "%s%s", gap,
			caps->best_effort ? ""
					  : "; or accept that with 'compatibility: best-effort'");
	}
}

static bool is_regular(const char *path)
{
	struct stat about;

	return !stat(path, &about) && S_ISREG(about.st_mode);
}

static bool is_root(const struct caps_path *path)
{
	return !path->path[strspn(path->path, "/")];
}

static void check_path(struct findings *findings, const struct caps_path *path)
{
	if (is_root(path))
		findings_add(findings, FINDING_WARNING, "everything-granted", &path->place,
			"%s: '/' is everything there is; grant the directories that the program needs",
			path->key);
	/* Shipped ones have been tried with their program. */
	if ((path->access & CAPS_WRITE) && path->missing != CAPS_MISSING_SHIPPED &&
		is_regular(path->path))
		findings_add(findings, FINDING_WARNING, "single-file", &path->place,
			"%s: '%s' is one file, and who saves by writing a new one and renaming it over "
			"the old (most editors, sed -i, git) cannot; and once it is replaced from "
			"outside, a program that runs keeps the old one; grant its directory",
			path->key, path->path);
}

void check_grants(struct findings *findings, const struct caps *caps)
{
	for (size_t i = 0; i < caps->path_count; i++)
		check_path(findings, &caps->paths[i]);
}

/* Debian gives each user a group of the same number, for that user alone. */
static const char *who_may_write(const struct stat *about)
{
	if (about->st_uid != 0 && about->st_uid != geteuid())
		return "belongs to another user";
	if ((about->st_mode & S_IWGRP) && about->st_gid != 0 && about->st_gid != about->st_uid)
		return "may be written by its group";
	if ((about->st_mode & S_IWOTH) && !(about->st_mode & S_ISVTX))
		return "may be written by everyone";
	return NULL;
}

static void check_file(struct findings *findings, const char *file)
{
	const struct place place = { .source = file };
	const char *slash = strrchr(file, '/'), *who = NULL;
	const char *directory =
		slash ? alloc_text(findings->alloc, file, (size_t)(slash - file) + (slash == file))
		      : ".";
	struct stat about;

	if (!directory) {
		findings->failed = true;
		return;
	}
	if (!stat(file, &about) && (who = who_may_write(&about)))
		findings_add(findings, FINDING_WARNING, "shared-profile", &place,
			"the profile %s, who can widen it; chown and chmod it", who);
	else if (!stat(directory, &about) && (who = who_may_write(&about)))
		findings_add(findings, FINDING_WARNING, "shared-profile", &place,
			"the directory '%s' %s, who can exchange the profile in it; chown and chmod it, or "
			"move the profile",
			directory, who);
}

void check_files(struct findings *findings, const struct profile *profile)
{
	for (size_t i = 0; i < profile->document_count; i++)
		check_file(findings, profile->documents[i].source);
}
