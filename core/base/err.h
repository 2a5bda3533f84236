/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_BASE_ERR_H
#define CORE_BASE_ERR_H

/*
 * Errors. The caller owns the struct (on its stack, "= { 0 }"), callees fill it. Nothing is
 * allocated for an error and nothing below shim/ and cli/ prints one.
 */

/* Values -1 to -12 are those of the public C ABI, so that the edge needs no translation. */
enum nono_code {
	NONO_OK = 0,
	NONO_ERR_PATH_NOT_FOUND = -1,
	NONO_ERR_EXPECTED_DIRECTORY = -2,
	NONO_ERR_EXPECTED_FILE = -3,
	NONO_ERR_CANONICALIZE = -4,
	NONO_ERR_SANDBOX = -6,
	NONO_ERR_UNSUPPORTED = -7,
	NONO_ERR_CONFIG = -9,
	NONO_ERR_PROFILE = -10,
	NONO_ERR_IO = -11,
	NONO_ERR_INVALID = -12,
	NONO_ERR_NO_MEMORY = -20,
};

/* Where something stands in a profile. source is not owned and outlives the struct. */
struct place {
	const char *source; /* file name or <label>, NULL if unknown */
	unsigned line;	    /* 1-based, 0 if unknown */
	unsigned column;    /* 1-based, in characters, 0 if unknown */
};

struct nono_err {
	int code;	       /* enum nono_code, NONO_OK while unused */
	int sys_errno;	       /* errno of the call that failed, 0 if none */
	unsigned line, column; /* 1-based place in source, 0 if none */
	char source[256];      /* file name (its tail when long) or <label> */
	char text[512];	       /* one sentence for the user, no newline */
};

/*
 * Sets code and text and returns code, so that a failing line is "return nono_err_set(...)".
 * The first error wins: a second call changes nothing but still returns its own code.
 * format: see format.h. err may be NULL.
 */
int nono_err_set(struct nono_err *err, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* As nono_err_set, and keeps the errno of the failed call (a positive number). */
int nono_err_system(struct nono_err *err, int code, int sys_errno, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/*
 * Adds the place if the error has none yet; the text stays. Returns err->code, or NONO_ERR_INVALID
 * when err is NULL. An error that was never set becomes NONO_ERR_SANDBOX, so that
 * "return nono_err_at(err, &place)" is always a failure.
 */
int nono_err_at(struct nono_err *err, const struct place *place);

/* Room for a path in an error text that leaves room for the reason. */
struct nono_clip {
	char text[160];
};

/* text itself when it is short, else "..." and its end, which lives in *clip. */
const char *nono_err_clip(struct nono_clip *clip, const char *text);

/* Out of memory, in the words used everywhere. Returns NONO_ERR_NO_MEMORY. */
int nono_err_memory(struct nono_err *err);

#endif
