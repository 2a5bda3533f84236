#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# rustc: threads, LLVM, and the linker through cc.

# shellcheck disable=SC2016,SC2317 # for the programs to expand; called through others
# shellcheck source=tests/apps/apps.sh
. "${top_srcdir:?}/tests/apps/apps.sh"

rustc=/usr/bin/rustc
needs "$rustc" rustc
needs_sandbox build
listener

cat >"$work/squares.rs" <<-'EOF'
	pub fn square(n: u64) -> u64 {
	    n * n
	}
EOF
cat >"$work/main.rs" <<-'EOF'
	use std::{collections::HashMap, fs, process::Command, sync::mpsc, thread};

	fn main() -> Result<(), Box<dyn std::error::Error>> {
	    let (sender, receiver) = mpsc::channel();
	    for part in 0..8u64 {
	        let sender = sender.clone();
	        thread::spawn(move || {
	            let sum: u64 = (1..=100).filter(|n| n % 8 == part).map(squares::square).sum();
	            sender.send((part, sum)).unwrap();
	        });
	    }
	    drop(sender);
	    let sums: HashMap<u64, u64> = receiver.iter().collect();
	    println!("{} {}", sums.len(), sums.values().sum::<u64>());
	    fs::write("text", "written")?;
	    println!("{}", fs::read_to_string("text")?);
	    let child = Command::new("tr").arg("a-z").arg("A-Z").stdin(fs::File::open("text")?).output()?;
	    println!("{}", String::from_utf8(child.stdout)?);
	    Ok(())
	}
EOF
cat >"$work/attempts.rs" <<-'EOF'
	use std::{env, fmt::Debug, fs, net};

	fn attempt<T: Debug>(what: &str, result: std::io::Result<T>) {
	    match result {
	        Ok(_) => println!("{}: done", what),
	        Err(error) => println!("{}: {}", what, error.raw_os_error().unwrap()),
	    }
	}

	fn main() {
	    let a: Vec<String> = env::args().collect();
	    attempt("read", fs::read(&a[1]));
	    attempt("write", fs::write(&a[2], "x"));
	    attempt("tcp", net::TcpStream::connect(format!("127.0.0.1:{}", a[3])));
	    attempt("udp", net::UdpSocket::bind("127.0.0.1:0").and_then(|s| {
	        s.send_to(b"x", format!("127.0.0.1:{}", a[4]))
	    }));
	}
EOF
printf 'fn main() { println!("{}", include_str!("%s")); }\n' "$secret" >"$work/steal.rs"

build() { # free, or confined PROFILE
	"$@" "$rustc" --crate-type rlib squares.rs &&
		"$@" "$rustc" -O --extern squares=libsquares.rlib main.rs &&
		"$@" "$rustc" attempts.rs
}
# 100 * 101 * 201 / 6
wanted='8 338350
written
WRITTEN'

ok 'a library and two programs' build confined build
is 'the program that was built' "$(free ./main)" "$wanted"
is 'also in the sandbox' "$(confined build ./main)" "$wanted"
is 'no temporary file stays' "$(find "$work" -name 'rustc*')" ''

ok 'control: including' free "$rustc" --emit=metadata steal.rs
denied 'including an ungranted file' "couldn't read $secret: Permission denied" \
	confined build "$rustc" --emit=metadata steal.rs
ok 'control: output' free "$rustc" --emit=metadata --crate-type lib squares.rs -o "$outside/new"
rm "$outside/new"
denied 'output outside' 'Permission denied' \
	confined build "$rustc" --emit=metadata --crate-type lib squares.rs -o "$outside/new"

is 'control: nothing is denied to the program that was built' \
	"$(free ./attempts "$secret" "$outside/written" "$tcp" "$udp")" \
	'read: done
write: done
tcp: done
udp: done'
rm "$outside/written"
# 13 is EACCES, 97 is EAFNOSUPPORT.
is 'reading and writing outside, TCP and UDP are denied to it' \
	"$(confined build ./attempts "$secret" "$outside/written" "$tcp" "$udp")" \
	'read: 13
write: 13
tcp: 97
udp: 97'
is 'nothing was written' "$(ls "$outside")" ''

finish
