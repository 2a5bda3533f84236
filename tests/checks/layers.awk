# SPDX-License-Identifier: Apache-2.0
# awk -f layers.awk FILE...: prints what check_layers.sh forbids, one "FILE:LINE: text" each.

BEGIN {
	# What a folder may include, beside itself.
	may["core/base"] = " "
	may["core/caps"] = " core/base "
	may["core/profile"] = " core/caps core/base "
	may["platform"] = " core/caps core/base "
	may["platform/linux"] = " platform core/caps core/base "
	may["platform/macos"] = " platform core/caps core/base "
	may["shim"] = may["cli"] = " platform core/profile core/caps core/base "
	# The C API, which prints nothing and does not exit.
	may["lib"] = " include platform core/profile core/caps core/base "
	# Programs of the build, which are not installed.
	may["tools"] = " core/profile core/caps core/base "

	# core/ knows no kernel, no file and no stream: these headers, and no other.
	core_headers = " errno.h limits.h stdarg.h stdbool.h stddef.h stdint.h string.h "

	forbid("getenv secure_getenv setenv unsetenv putenv clearenv environ __environ")
	forbid("printf fprintf vprintf vfprintf dprintf vdprintf puts fputs putchar putc fputc")
	forbid("fwrite perror psignal syslog vsyslog stdout stderr write writev")
	forbid("__NR_write __NR_writev SYS_write SYS_writev")
	forbid("exit _exit _Exit quick_exit abort assert raise __assert_fail")
	forbid("__NR_exit __NR_exit_group SYS_exit SYS_exit_group")
	forbid("host_complain host_exit")

	# The door: shim/ and cli/ print and exit through these two, and are given the environment.
	except("platform/host.h", "host_complain host_exit")
	except("platform/linux/host.c", "host_complain host_exit __NR_write __NR_exit_group")
	except("platform/linux/self.c", "environ")
	# The system call of that name, which has nothing to do with the log.
	except("platform/linux/calls.h", "syslog")
	except("platform/linux/seccomp_numbers.c", "syslog")
	# The same door where there is no Linux.
	except("platform/unsupported.c", "host_complain host_exit write _exit")
	# Variables of profiles, for programs that load one themselves.
	except("lib/capability_set_profile.c", "secure_getenv")
	# A failed assertion inside libyaml must end the process, and libyaml wants an fwrite().
	except("platform/linux/freestanding.c", "host_complain host_exit __assert_fail fwrite")
}

function forbid(names, list, i, n) {
	n = split(names, list, " ")
	for (i = 1; i <= n; i++)
		forbidden[list[i]] = 1
}

function except(file, names, list, i, n) {
	n = split(names, list, " ")
	for (i = 1; i <= n; i++)
		exception[file, list[i]] = 1
}

function report(text) {
	print FILENAME ":" FNR ": " text
}

# "core/base" for core/base/err.h, "shim" for shim/shim.c
function layer_of(path, parts, n) {
	n = split(path, parts, "/")
	return n > 2 ? parts[1] "/" parts[2] : parts[1]
}

function own_header(path, to) {
	to = layer_of(path)
	if (path !~ /\//)
		report(path ": write the path from the top of the tree")
	else if (to != layer && !index(may[layer], " " to " "))
		report(layer " must not include " to)
}

function system_header(path) {
	if (path ~ /^(core|platform|shim|cli|tools|tests)\//)
		report(path ": own headers stand in quotes")
	else if (layer == "core/profile" && path == "yaml.h")
		return
	else if (layer ~ /^core/ && !index(core_headers, " " path " "))
		report("core/ must not include " path)
	else if (path == "yaml.h")
		report("yaml.h belongs to core/profile/")
	else if (layer !~ /^platform/ && path ~ /^(linux\/|asm\/|asm-generic\/|sys\/syscall\.h$)/)
		report(path ": kernel headers belong to platform/")
}

function include(line) {
	sub(/^[ \t]*#[ \t]*include[ \t]*/, "", line)
	if (line ~ /^"[^"]+"/) {
		split(line, parts, "\"")
		own_header(parts[2])
	} else if (line ~ /^<[^>]+>/) {
		split(line, parts, /[<>]/)
		system_header(parts[2])
	} else {
		report("this include cannot be checked")
	}
}

# The line without comments, strings and character constants. in_comment lasts over lines.
function code_of(line, out, c, two) {
	out = ""
	while (line != "") {
		c = substr(line, 1, 1)
		two = substr(line, 1, 2)
		if (in_comment) {
			in_comment = two != "*/"
			line = substr(line, in_comment ? 2 : 3)
		} else if (two == "/*") {
			in_comment = 1
			line = substr(line, 3)
		} else if (two == "//") {
			break
		} else if (c == "\"" || c == "'") {
			out = out " "
			line = behind_quote(substr(line, 2), c)
		} else {
			out = out c
			line = substr(line, 2)
		}
	}
	return out
}

function behind_quote(line, quote) {
	while (line != "" && substr(line, 1, 1) != quote)
		line = substr(line, substr(line, 1, 1) == "\\" ? 3 : 2)
	return substr(line, 2)
}

function check_names(line, names, i, n) {
	# An attribute that names printf calls nothing.
	gsub(/format\(printf,/, "", line)
	n = split(line, names, /[^A-Za-z0-9_]+/)
	for (i = 1; i <= n; i++) {
		if (!(names[i] in forbidden))
			continue
		if ((FILENAME, names[i]) in exception)
			used[FILENAME, names[i]] = 1
		else
			report(names[i] ": only shim/ and cli/ read the environment, print or exit")
	}
}

FNR == 1 {
	layer = layer_of(FILENAME)
	in_comment = 0
	seen[FILENAME] = 1
	if (!(layer in may))
		report(layer " is not in the table of layers.awk")
}

{
	if (!in_comment && $0 ~ /^[ \t]*#[ \t]*include/)
		include($0)
	code = code_of($0)
	if (layer !~ /^(shim|cli|tools)$/)
		check_names(code)
}

END {
	for (key in exception) {
		split(key, parts, SUBSEP)
		if (seen[parts[1]] && !(key in used))
			print parts[1] ": the exception for " parts[2] \
				" is not needed, remove it from layers.awk"
	}
}
