/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/entries.h"
#include "cli/yaml.h"
#include "core/base/errno_text.h"

struct writer {
	const struct entries *entries;
	struct buf *out;
	struct nono_err *err;
	const char *section; /* that is open */
	size_t section_length;
};

/* The working directory is one of the paths: this profile means the same wherever it is used. */
static const char *written_key(const struct entry *entry)
{
	if (!entry->name || strcmp(entry->key->name, "workdir.access"))
		return entry->key->name;
	return !strcmp(entry->name, "read")    ? "filesystem.read"
	       : !strcmp(entry->name, "write") ? "filesystem.write"
					       : "filesystem.allow";
}

static bool is_written(const struct entry *entry, const struct profile_key *key)
{
	bool is_none = !strcmp(entry->key->name, "workdir.access") && !entry->name;

	return !entry->is_added && !is_none && !strcmp(written_key(entry), key->name);
}

/*
 * Why a shipped entry is left out on this machine though it is there; 0: it is not. 'optional' is
 * about what is missing and nothing else.
 */
static int left_out_for(const struct entry *entry)
{
	int fd, number = 0;
	struct stat stat;

	if (entry->missing != CAPS_MISSING_SHIPPED)
		return 0;
	fd = open(entry->value, O_PATH | O_CLOEXEC);
	if (fd < 0)
		return errno == EACCES || errno == ELOOP ? errno : 0;
	if (entry->key->kind == CAPS_FILE && !fstat(fd, &stat) && S_ISDIR(stat.st_mode))
		number = EISDIR;
	close(fd);
	return number;
}

static int fail(const struct writer *writer, const struct entry *entry, const char *why)
{
	nono_err_set(writer->err, NONO_ERR_INVALID,
		"%s: %s, so it cannot be written without a variable", entry->key->name, why);
	return nono_err_at(writer->err, &entry->place);
}

static const char *const not_utf8 = "the value is not UTF-8";

static int write_path(const struct writer *writer, const struct entry *entry)
{
	int reason = left_out_for(entry);

	buf_text(writer->out, reason ? "    # " : "    - ");
	if (entry->missing != CAPS_MISSING_ERROR && !reason)
		buf_text(writer->out, "{path: ");
	if (!yaml_literal(writer->out, entry->value))
		return fail(writer, entry, not_utf8);
	if (reason)
		buf_format(writer->out, " is left out: %s", errno_text(reason));
	else if (entry->missing != CAPS_MISSING_ERROR)
		buf_text(writer->out, ", optional: true}");
	buf_text(writer->out, "\n");
	return NONO_OK;
}

/* Of two that set the same variable the later one counts. */
static bool is_set_later(const struct writer *writer, const struct entry *entry)
{
	const struct entry *end = writer->entries->items + writer->entries->count;

	for (const struct entry *later = entry + 1; later < end; later++) {
		if (later->key == entry->key && !strcmp(later->name, entry->name))
			return true;
	}
	return false;
}

static int write_setting(const struct writer *writer, const struct entry *entry)
{
	if (is_set_later(writer, entry))
		return NONO_OK;
	if (entry->value[0] == '~' && (entry->value[1] == '/' || !entry->value[1]))
		return fail(writer, entry, "the value begins with '~'");
	buf_format(writer->out, "    %s: ", entry->name);
	if (!yaml_literal(writer->out, entry->value))
		return fail(writer, entry, not_utf8);
	buf_text(writer->out, "\n");
	return NONO_OK;
}

static int write_item(const struct writer *writer, const struct entry *entry)
{
	switch (entry->key->type) {
	case PROFILE_PATHS:
		return write_path(writer, entry);
	case PROFILE_MAP:
		return write_setting(writer, entry);
	case PROFILE_PATTERNS:
		/* The empty one says that the list is there. */
		if (!*entry->value)
			return NONO_OK;
		buf_text(writer->out, "    - ");
		yaml_text(writer->out, entry->value);
		break;
	case PROFILE_PORTS:
	case PROFILE_WORDS:
		buf_format(writer->out, "    - %s", entry->value);
		break;
	default:
		/* workdir.access is a path here. */
		if (entry->name)
			return write_path(writer, entry);
		buf_format(writer->out, " %s", entry->value);
		break;
	}
	buf_text(writer->out, "\n");
	return NONO_OK;
}

/* The section, where it is a new one, and the name in it. */
static void write_name(struct writer *writer, const struct profile_key *key)
{
	const char *dot = strchr(key->name, '.');
	size_t length = dot ? (size_t)(dot - key->name) : 0;

	if (length && (length != writer->section_length ||
			      strncmp(writer->section, key->name, length) != 0))
		buf_format(writer->out, "%.*s:\n", (int)length, key->name);
	writer->section = key->name;
	writer->section_length = length;
	buf_format(writer->out, "%s%s:", dot ? "  " : "", dot ? dot + 1 : key->name);
}

static bool is_list(enum profile_type type)
{
	return type == PROFILE_PATHS || type == PROFILE_PORTS || type == PROFILE_WORDS ||
	       type == PROFILE_PATTERNS || type == PROFILE_MAP;
}

/* Does the list have an item that is seen? */
static bool has_items(const struct entries *entries, const struct profile_key *key)
{
	for (size_t i = 0; i < entries->count; i++) {
		const struct entry *entry = &entries->items[i];

		if (is_written(entry, key) && *entry->value && !left_out_for(entry))
			return true;
		if (is_written(entry, key) && key->type == PROFILE_MAP)
			return true;
	}
	return false;
}

static int write_key(struct writer *writer, const struct profile_key *key)
{
	const struct entries *entries = writer->entries;
	bool is_begun = false;

	for (size_t i = 0; i < entries->count; i++) {
		const struct entry *entry = &entries->items[i];

		if (!is_written(entry, key))
			continue;
		if (!is_begun) {
			write_name(writer, key);
			if (is_list(key->type))
				buf_text(writer->out, has_items(entries, key) ? "\n" : " []\n");
			is_begun = true;
		}
		if (write_item(writer, entry))
			return writer->err->code;
	}
	return NONO_OK;
}

int entries_to_yaml(const struct entries *entries, struct buf *out, struct nono_err *err)
{
	struct writer writer = { .entries = entries, .out = out, .err = err };
	size_t before = out->length;

	for (size_t i = 0; i < profile_key_count; i++) {
		if (write_key(&writer, &profile_keys[i]))
			return err->code;
	}
	if (out->length == before)
		buf_text(out, "{}\n");
	return NONO_OK;
}
