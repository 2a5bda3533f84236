/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/linux/compile.h"
#include "platform/linux/unix_sockets.h"

static int check_unix_sockets(struct compiler *to)
{
	const struct caps_choice *choice = &to->caps->choices[CAPS_UNIX_SOCKETS];
	const struct caps_socket *socket = to->caps->sockets;
	int abi = to->support->landlock_abi;
	struct buf why;

	if (abi >= LANDLOCK_ABI_UNIX || unix_mode(to->caps, abi) != UNIX_LISTED)
		return NONO_OK;
	buf_init(&why, to->caps->alloc);
	buf_format(&why,
		"Landlock tells unix sockets apart from ABI %d (Linux %s) on, this kernel has ABI %d; "
		"'linux.unix_sockets: all' works here and leaves all of them free",
		LANDLOCK_ABI_UNIX, landlock_linux_version(LANDLOCK_ABI_UNIX), abi);
	if (!buf_string(&why))
		return nono_err_memory(to->err);
	if (to->caps->socket_count)
		return compile_cannot(to, &socket->place, socket->key, buf_string(&why));
	return compile_cannot(to, &choice->place, choice->key, buf_string(&why));
}

const struct caps_port *compile_first_port(const struct caps *caps, unsigned direction)
{
	for (size_t i = 0; i < caps->port_count; i++) {
		if (caps->ports[i].direction & direction)
			return &caps->ports[i];
	}
	return NULL;
}

/* UDP ports alone forbid all of TCP, which takes the same ABI. */
static int check_tcp(struct compiler *to)
{
	const struct caps_port *port = compile_first_port(to->caps, CAPS_CONNECT | CAPS_LISTEN);
	struct buf why;

	if (!to->caps->port_count || to->support->landlock_abi >= LANDLOCK_ABI_TCP)
		return NONO_OK;
	if (!port)
		port = to->caps->ports;
	buf_init(&why, to->caps->alloc);
	buf_format(&why,
		"TCP ports need Landlock ABI %d (Linux %s), this kernel has ABI %d; network.block: true "
		"works here",
		LANDLOCK_ABI_TCP, landlock_linux_version(LANDLOCK_ABI_TCP),
		to->support->landlock_abi);
	if (!buf_string(&why))
		return nono_err_memory(to->err);
	return compile_cannot(to, &port->place, port->key, buf_string(&why));
}

static int check_udp(struct compiler *to)
{
	const struct caps_port *port = compile_first_port(to->caps, CAPS_UDP);
	struct buf why;

	if (!port || to->caps->choices[CAPS_UDP_MODE].value == CAPS_ALLOW ||
		to->support->landlock_abi >= LANDLOCK_ABI_UDP)
		return NONO_OK;
	buf_init(&why, to->caps->alloc);
	buf_format(&why,
		"UDP ports need Landlock ABI %d (Linux %s), this kernel has ABI %d; 'linux.udp: all' "
		"works here and leaves all of UDP free",
		LANDLOCK_ABI_UDP, landlock_linux_version(LANDLOCK_ABI_UDP),
		to->support->landlock_abi);
	if (!buf_string(&why))
		return nono_err_memory(to->err);
	return compile_cannot(to, &port->place, port->key, buf_string(&why));
}

int compile_network_check(struct compiler *to)
{
	int r = check_unix_sockets(to);

	if (!r)
		r = check_tcp(to);
	return r ? r : check_udp(to);
}
