/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/live/battery.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* hardening: the most that may be left, beside what a kernel below ABI 6 cannot do. */
static const int most_residual[PROFILES][2] = { { 22, 21 }, { 39, 38 } };

enum {
	SCOPES = 6,
	WANTED = 64
};

#define NAME(value)           \
	{                     \
		value, #value \
	}
static const struct {
	int value;
	const char *name;
} names[] = { { 0, "works" }, { EBADF, "closed" }, { -SIGSYS, "killed" }, { SILENT, "silent" },
	{ ABSENT, "absent" }, { PENDING, "died" }, NAME(EACCES), NAME(EPERM), NAME(ENOSYS),
	NAME(EXDEV), NAME(EAFNOSUPPORT), NAME(EPROTONOSUPPORT), NAME(EOPNOTSUPP), NAME(ENOPROTOOPT),
	NAME(ESOCKTNOSUPPORT), NAME(ENOENT), NAME(EEXIST), NAME(EINVAL), NAME(EADDRINUSE),
	NAME(EADDRNOTAVAIL), NAME(ECONNREFUSED), NAME(EISCONN), NAME(ENOTTY), NAME(ENODEV),
	NAME(ENXIO), NAME(EFAULT), NAME(ESRCH), NAME(E2BIG), NAME(ENODATA), NAME(ENOTDIR),
	NAME(EBUSY), NAME(EIO), NAME(ETXTBSY), NAME(ENOTSOCK), NAME(ETIMEDOUT), NAME(EAGAIN),
	NAME(EROFS), NAME(EPFNOSUPPORT), NAME(ENOTCONN), NAME(EPIPE), NAME(ENOTSUP), NAME(ENOKEY) };

/* In a buffer that the next call overwrites. */
static const char *name_of(int result)
{
	static char number[32];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (names[i].value == result)
			return names[i].name;
	}
	snprintf(number, sizeof(number), "%s %d", result < 0 ? "signal" : "errno", abs(result));
	return number;
}

/* condition: up to a colon. */
static int holds(const char *condition)
{
	if (!strncmp(condition, "root:", 5))
		return !board->user;
	if (!strncmp(condition, "user:", 5))
		return board->user != 0;
	if (*condition == '-')
		return board->abi <= atoi(condition + 1);
	return board->abi >= atoi(condition);
}

/* The first word whose conditions hold, without them. */
static void find_wanted(char out[WANTED], const struct attempt *attempt)
{
	const char *word = attempt->expect[board->profile];

	if (!word)
		word = attempt->expect[PROFILE_A];
	for (; word; word = strchr(word, ' ') ? strchr(word, ' ') + 1 : NULL) {
		size_t length = strcspn(word, " ");
		int applies = 1;

		while (memchr(word, ':', length)) {
			size_t condition = (size_t)(strchr(word, ':') + 1 - word);

			applies &= holds(word);
			word += condition;
			length -= condition;
		}
		if (applies) {
			snprintf(out, WANTED, "%.*s", (int)length, word);
			return;
		}
	}
	strcpy(out, "nothing");
}

/* Of wanted, which has commas between its words. */
static int is_one_of(const char *wanted, const char *got)
{
	size_t length = strlen(got);

	while (*wanted) {
		size_t this = strcspn(wanted, ",");

		if (this == length && !memcmp(wanted, got, length))
			return 1;
		wanted += this + (wanted[this] == ',');
	}
	return 0;
}

enum verdict {
	VACUOUS,
	DENIED,
	RESIDUAL,
	ALLOWED,
	ESCAPED,
	WRONG,
	VERDICTS
};

/* *way is where it has shown. */
static enum verdict judge(int row, const char *wanted, int *way)
{
	enum verdict good = !strcmp(wanted, "residual") ? RESIDUAL
			    : !strcmp(wanted, "works")	? ALLOWED
							: DENIED;
	enum verdict verdict = board->results[PHASE_CONTROL][row][WAY_MAIN] ? VACUOUS : good;

	for (int i = 0; i < board->ways; i++) {
		int got = board->results[PHASE_CONFINED][row][i];
		int is_vacuous = board->results[PHASE_CONTROL][row][i];

		*way = i;
		if (!got && good == DENIED)
			return ESCAPED;
		if (is_vacuous || (!got && good != DENIED))
			continue;
		if (good != DENIED || !is_one_of(wanted, name_of(got)))
			return WRONG;
	}
	*way = WAY_MAIN;
	return verdict;
}

static void print_row(const struct attempt *attempt, int row, const char *where, const char *wanted,
	enum verdict verdict, int way)
{
	static const char *const ways[WAYS] = { "the main thread", "a thread", "a child" };
	int is_bad = verdict == ESCAPED || verdict == WRONG;

	printf("%sok - %s: %s %s: %s", is_bad ? "not " : "", where, attempt->id, attempt->name,
		wanted);
	if (verdict == VACUOUS)
		printf(" # SKIP not possible here even without the sandbox: %s",
			name_of(board->results[PHASE_CONTROL][row][WAY_MAIN]));
	putchar('\n');
	if (is_bad)
		printf("# %s: from %s: %s\n", verdict == ESCAPED ? "ESCAPED" : "got", ways[way],
			name_of(board->results[PHASE_CONFINED][row][way]));
}

static void print_ids(const char *what, enum verdict verdict, const enum verdict *verdicts)
{
	printf("# %s:", what);
	for (int i = 0; attempt_at(i); i++) {
		if (verdicts[i] == verdict)
			printf(" %s", attempt_at(i)->id);
	}
	putchar('\n');
}

int report(void)
{
	enum verdict verdicts[ROWS];
	int counts[VERDICTS] = { 0 }, row, most;
	char where[32], wanted[WANTED];

	snprintf(where, sizeof(where), "%c, %s", board->profile == PROFILE_B ? 'B' : 'A',
		!board->user	       ? "root"
		: board->user == 65534 ? "nobody"
				       : "user");
	for (row = 0; attempt_at(row); row++) {
		int way;

		find_wanted(wanted, attempt_at(row));
		verdicts[row] = judge(row, wanted, &way);
		counts[verdicts[row]]++;
		print_row(attempt_at(row), row, where, wanted, verdicts[row], way);
	}
	most = most_residual[board->profile][!board->user];
	if (board->abi >= SCOPES)
		printf("%sok - %s: at most %d residual\n", counts[RESIDUAL] > most ? "not " : "",
			where, most);
	printf("%sok - %s: none has escaped\n", counts[ESCAPED] ? "not " : "", where);
	print_ids("vacuous", VACUOUS, verdicts);
	print_ids("residual", RESIDUAL, verdicts);
	print_ids("allowed", ALLOWED, verdicts);
	print_ids("escaped", ESCAPED, verdicts);
	printf("# MATRIX %-9s %8d %7d %6d %8d %7d %7d\n", where, row, counts[VACUOUS],
		counts[DENIED], counts[RESIDUAL], counts[ALLOWED], counts[ESCAPED]);
	return counts[ESCAPED] || counts[WRONG];
}

/*
 * kind: A or B, the ids that can be residual in that profile at ABI 6 or later; old: those that are
 * below only; empty: the whole table.
 */
int report_rows(const char *kind)
{
	for (int i = 0; attempt_at(i); i++) {
		const struct attempt *row = attempt_at(i);
		const char *expect = row->expect[*kind == 'B' && row->expect[1]];
		int is_old = strstr(expect, "-5:residual") != NULL;

		if (!*kind)
			printf("%-5s %-45s %-28s %s\n", row->id, row->name, row->expect[0],
				row->expect[1] ? row->expect[1] : row->expect[0]);
		else if (*kind == 'o' ? is_old : !is_old && strstr(expect, "residual"))
			puts(row->id);
	}
	return 0;
}
