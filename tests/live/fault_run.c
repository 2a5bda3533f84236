/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/live/fault.h"

enum {
	LONGEST = 10, /* seconds of a run */
	REFUSED = 125,
	MOST_CALLS = 10000, /* of a library that does not go round in circles */
};

static const char said[] = "nono-shim: ", warned[] = "nono-shim: warning: ";

static void on_alarm(int number)
{
	(void)number; /* a call is interrupted, that is all */
}

static void set_timer(int seconds)
{
	const struct sigaction action = { .sa_handler = on_alarm };
	/* Again and again: the first may come between two calls. */
	const struct itimerval timer = { { 0, seconds ? 100000 : 0 }, { seconds, 0 } };

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &timer, NULL);
}

/* What is in a pipe that nobody writes to any more. */
static void take(char text[1024], int fd)
{
	ssize_t got = read(fd, text, 1023);

	text[got > 0 ? got : 0] = '\0';
	close(fd);
}

static void await_end(struct tracer *tracer, struct fault_report *report, bool is_over)
{
	while (!is_over && waitpid(tracer->pid, &tracer->status, 0) < 0) {
		if (errno != EINTR)
			fault_die("waitpid");
		report->is_late = true;
		kill(tracer->pid, SIGKILL);
	}
	report->status = tracer->status;
}

static bool is_hit(const struct fault_case *fault, const struct tracer_call *call, size_t index)
{
	if (!fault || !call->inside || call->number != fault->number)
		return false;
	return fault->is_every || index == fault->index;
}

static void record(struct fault_list *list, const struct tracer_call *call)
{
	if (!list->calls)
		list->calls = calloc(MOST_CALLS, sizeof(*list->calls));
	if (!list->calls || list->call_count == MOST_CALLS)
		fault_die("too many calls");
	list->calls[list->call_count++] = *call;
}

/* Follows the program as long as it matters; true when it has ended. */
static bool follow(struct tracer *tracer, struct fault_report *report,
	const struct fault_case *fault, struct fault_list *list)
{
	struct tracer_call call;
	enum tracer_stop stop;
	bool is_skipped = false;
	size_t index = 0;

	while ((stop = tracer_next(tracer, &call)) < TRACER_END) {
		if (stop == TRACER_EXIT && is_skipped) {
			if (tracer_answer(tracer, fault->result))
				fault_die("ptrace");
			is_skipped = false;
			report->is_reached = true;
			if (!fault->is_every && !tracer_leave(tracer))
				return false;
		}
		if (stop == TRACER_EXIT || !call.inside)
			continue;
		if (list)
			record(list, &call);
		is_skipped = is_hit(fault, &call, index++);
		if (is_skipped && tracer_skip(tracer))
			fault_die("ptrace");
	}
	return stop == TRACER_END;
}

static void run(struct fault_report *report, const struct fault_target *target, const char *library,
	const struct fault_case *fault, struct fault_list *list)
{
	struct tracer tracer;
	int out[2], err[2];

	*report = (struct fault_report){ 0 };
	for (char **path = target->removed; path && *path; path++)
		unlink(*path);
	if (pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC))
		fault_die("pipe2");
	if (tracer_start(&tracer, library, target->program, (const int[]){ out[1], err[1] }))
		fault_die(target->program[0]);
	close(out[1]);
	close(err[1]);
	set_timer(LONGEST);
	await_end(&tracer, report, follow(&tracer, report, fault, list));
	set_timer(0);
	take(report->out, out[0]);
	take(report->err, err[0]);
}

void fault_run_plain(struct fault_report *report, const struct fault_target *target,
	const char *library, struct fault_list *list)
{
	run(report, target, library, NULL, list);
}

static unsigned count_lines(const char *text, const char *beginning)
{
	unsigned count = 0;

	for (; *text; text = strchr(text, '\n') ? strchr(text, '\n') + 1 : "")
		count += !strncmp(text, beginning, strlen(beginning));
	return count;
}

static bool is_refusal(const struct fault_report *report, const struct fault_case *fault)
{
	unsigned all = count_lines(report->err, ""), ours = count_lines(report->err, said);

	if (!WIFEXITED(report->status) || WEXITSTATUS(report->status) != REFUSED || report->out[0])
		return false;
	return (all == 1 && ours == 1) || (fault->number == SYS_write && !all);
}

/* Is every word of "free: a b=c" in list? */
static bool is_within(const char *text, const char *list)
{
	char word[32];

	while (*text == ' ') {
		size_t length = strcspn(++text, "= \n");
		const char *found = list;

		memcpy(word, text, length < sizeof(word) ? length : 0);
		word[length < sizeof(word) ? length : 0] = '\0';
		while (found &&
			(strncmp(found, word, length) || (found[length] && found[length] != ',')))
			found = strchr(found, ',') ? strchr(found, ',') + 1 : NULL;
		if (!found)
			return false;
		text += strcspn(text, " \n");
	}
	return true;
}

/* A kernel that has no Landlock, or an older one. */
static bool is_answer(const struct fault_case *fault)
{
	return fault->is_version &&
	       (fault->result > 0 || fault->result == -ENOSYS || fault->result == -EPERM);
}

static enum fault_outcome judge(const struct fault_report *report,
	const struct fault_target *target, const struct fault_case *fault)
{
	if (report->is_late || !report->is_reached)
		return FAULT_WRONG;
	if (is_refusal(report, fault))
		return FAULT_REFUSED;
	if (target->is_refused || !WIFEXITED(report->status) || WEXITSTATUS(report->status) ||
		count_lines(report->err, "") != count_lines(report->err, warned))
		return FAULT_WRONG;
	if (!strcmp(report->out, "confined\n"))
		return FAULT_CONFINED;
	if (target->gap && is_answer(fault) && report->err[0] &&
		!strncmp(report->out, "free: ", 6) && is_within(report->out + 5, target->gap))
		return FAULT_GAP;
	return FAULT_WRONG;
}

void fault_run_case(struct fault_report *report, const struct fault_target *target,
	const struct fault_case *fault)
{
	run(report, target, target->library, fault, NULL);
	report->outcome = judge(report, target, fault);
}
