/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_PROFILE_PROFILE_SCALAR_H
#define CORE_PROFILE_PROFILE_SCALAR_H

#include <stdbool.h>
#include <yaml.h>

/*
 * What a plain scalar is: the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/, 10.3.2),
 * in which 'no', 'on' and 'y' are text. Quoted scalars are always text.
 */
enum scalar_type {
	SCALAR_STRING,
	SCALAR_NULL,
	SCALAR_BOOL,
	SCALAR_INT,
	SCALAR_FLOAT,
};

/* event must be a scalar event. */
enum scalar_type scalar_type(const yaml_event_t *event);

/* What the same text would be without its quotes. */
enum scalar_type scalar_type_unquoted(const yaml_event_t *event);

/* For a scalar of type SCALAR_BOOL. */
bool scalar_is_true(const yaml_event_t *event);

/* Decimal digits without sign or leading zero, from 1 to 65535. */
bool scalar_is_port(const char *value);

/* Decimal digits without sign or leading zero, from 0 to PROFILE_MAX_NUMBER. */
bool scalar_is_number(const char *value);

#endif
