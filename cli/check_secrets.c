/* SPDX-License-Identifier: Apache-2.0 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/check.h"

/* Where passwords and keys are; "~/" is the home directory. What holds none is not listed. */
static const char *const secrets[] = {
	"/etc/shadow",
	"/etc/gshadow",
	"/etc/sudoers",
	"/etc/ssl/private",
	"/etc/pki/tls/private",
	"/etc/NetworkManager/system-connections",
	"/etc/letsencrypt/archive",
	"/var/run/secrets",
	"~/.ssh",
	"~/.gnupg",
	"~/.aws",
	"~/.azure",
	"~/.kube",
	"~/.config/gcloud",
	"~/.config/gh",
	"~/.docker/config.json",
	"~/.netrc",
	"~/.git-credentials",
	"~/.config/git/credentials",
	"~/.npmrc",
	"~/.pypirc",
	"~/.cargo/credentials.toml",
	"~/.pgpass",
	"~/.my.cnf",
	"~/.vault-token",
	"~/.password-store",
	"~/.local/share/keyrings",
	"~/.bash_history",
	"~/.zsh_history",
	"~/.python_history",
	"~/.mozilla",
	"~/.thunderbird",
	"~/.config/chromium",
	"~/.config/google-chrome",
	"~/.config/BraveSoftware",
};

/* In or below directory, both resolved. */
static bool is_below(const char *path, const char *directory)
{
	size_t length = strlen(directory);

	if (length == 1)
		return true;
	return !strncmp(path, directory, length) && (path[length] == '/' || !path[length]);
}

/* These stand in ~/.ssh and are told to everyone. */
static bool is_public(const char *path)
{
	const char *name = strrchr(path, '/');
	size_t length = strlen(path);

	return (name && (!strcmp(name, "/known_hosts") || !strcmp(name, "/config"))) ||
	       (length > 4 && !strcmp(path + length - 4, ".pub"));
}

/* The real path of a secret that exists. */
static bool resolve(char real[PATH_MAX], const char *secret, const char *home)
{
	char path[PATH_MAX];
	int length;

	if (secret[0] == '~' && !home)
		return false;
	length = snprintf(path, sizeof(path), "%s%s", secret[0] == '~' ? home : "",
		secret + (secret[0] == '~'));
	return length > 0 && length < PATH_MAX && realpath(path, real);
}

/* ", ~/.ssh" and so on: all that the grant has in it, or that it is in. */
static size_t list_secrets(
	struct buf *list, const char *real, const struct caps_path *path, const char *home)
{
	char secret[PATH_MAX];
	size_t count = 0;

	for (size_t i = 0; i < sizeof(secrets) / sizeof(*secrets); i++) {
		bool is_inside;

		if (!resolve(secret, secrets[i], home))
			continue;
		is_inside = is_below(real, secret) && strcmp(real, secret) != 0;
		if (!is_below(secret, real) && !(is_inside && !is_public(real)))
			continue;
		buf_format(list, "%s%s", count++ ? ", " : "", is_inside ? path->path : secrets[i]);
	}
	return count;
}

static size_t check_path(struct findings *findings, const struct caps_path *path, const char *home)
{
	char real[PATH_MAX];
	struct buf list;
	size_t count;

	if (!realpath(path->path, real))
		return 0;
	buf_init(&list, findings->alloc);
	count = list_secrets(&list, real, path, home);
	if (!count)
		return 0;
	findings_add(findings, FINDING_WARNING, "secret-granted", &path->place,
		"%s: '%s' lets the program %s secrets: %s; grant only what it needs beside them",
		path->key, path->path,
		path->access == CAPS_WRITE  ? "change"
		: path->access == CAPS_READ ? "read"
					    : "read and change",
		buf_string(&list) ? buf_string(&list) : "");
	return path->access & CAPS_READ ? count : 0;
}

void check_secrets(struct findings *findings, const struct caps *caps, const char *home)
{
	const struct caps_path *first = NULL;

	for (size_t i = 0; i < caps->path_count; i++) {
		if (check_path(findings, &caps->paths[i], home) && !first)
			first = &caps->paths[i];
	}
	if (first && !caps_network_restricted(caps))
		findings_add(findings, FINDING_WARNING, "secrets-and-network", &first->place,
			"secrets may be read and the network is free, so they can be sent anywhere; say "
			"network.block: true, or list ports with network.connect_port");
}
