/* SPDX-License-Identifier: Apache-2.0 */
#include "core/caps/caps_environment.h"

#include <string.h>

/* Of two that set the same variable the later one counts. */
static const struct caps_variable *last_of(const struct caps *caps, const char *name)
{
	const struct caps_variable *last = NULL;

	for (size_t i = 0; i < caps->variable_count; i++) {
		const struct caps_variable *variable = &caps->variables[i];

		if (variable->kind == CAPS_VARIABLE_SET && !strcmp(variable->name, name))
			last = variable;
	}
	return last;
}

/* resolv.conf(5). First of all settings: a slot that is missing is missing for one of the profile.
 */
static void add_resolver(struct environment_edit *edit, const struct caps *caps)
{
	static const char name[] = "RES_OPTIONS";
	struct environment_setting setting = {
		.name = name,
		.value = "use-vc",
		.is_word = true,
		.key = "network.dns",
		.place = caps->choices[CAPS_DNS].place,
	};

	if (!caps_network_restricted(caps) || caps_dns(caps) != CAPS_DNS_TCP || last_of(caps, name))
		return;
	edit->settings[edit->setting_count++] = setting;
}

static void add_variable(struct environment_edit *edit, const struct caps *caps,
	const struct caps_variable *variable)
{
	if (variable->kind != CAPS_VARIABLE_SET)
		edit->patterns[edit->pattern_count++] =
			(struct environment_pattern){ variable->name,
				variable->kind == CAPS_VARIABLE_ALLOW };
	else if (last_of(caps, variable->name) == variable)
		edit->settings[edit->setting_count++] =
			(struct environment_setting){ variable->name, variable->value, false,
				variable->key, variable->place };
}

int caps_environment(struct environment_edit *out, const struct caps *caps, struct nono_err *err)
{
	size_t most = caps->variable_count + 1;

	*out = (struct environment_edit){
		.patterns = alloc_array(caps->alloc, most, sizeof(*out->patterns)),
		.settings = alloc_array(caps->alloc, most, sizeof(*out->settings)),
	};
	if (!out->patterns || !out->settings)
		return nono_err_memory(err);
	add_resolver(out, caps);
	for (size_t i = 0; i < caps->variable_count; i++)
		add_variable(out, caps, &caps->variables[i]);
	return NONO_OK;
}
