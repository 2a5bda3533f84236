#!/bin/sh
# SPDX-License-Identifier: Apache-2.0

# shellcheck disable=SC2016 # for the programs to expand
# shellcheck source=tests/apps/apps.sh
. "${top_srcdir:?}/tests/apps/apps.sh"

needs /usr/bin/perl perl-base
needs_sandbox base
listener

cat >"$tmp/perl.yaml" <<-EOF
	extends: base
	workdir: {access: readwrite}
	network: {block: true}
EOF

cat >"$work/job.pl" <<-'EOF'
	use strict;
	use warnings;
	use POSIX qw(floor);

	open(my $out, '>', 'words') or die "words: $!";
	print $out "$_ " x $_ for 1 .. 5;
	close($out) or die;
	open(my $in, '<', 'words') or die;
	my %count;
	$count{$_}++ for split ' ', <$in>;
	print join(',', map { "$_=$count{$_}" } sort keys %count), "\n";
	print floor(7.9), "\n";
	print `echo child`;
	my $pid = open(my $pipe, '-|') // die "fork: $!";
	if (!$pid) { print 6 * 7; exit 0 }
	print scalar(<$pipe>), "\n";
	rename('words', 'renamed') && unlink('renamed') and print "removed\n";
EOF
wanted='1=1,2=2,3=3,4=4,5=5
7
child
42
removed'

cat >"$work/attempts.pl" <<-'EOF'
	use Socket;
	use Errno;

	my ($secret, $outside, $tcp, $udp) = @ARGV;
	sub told {
		my ($what, $done) = @_;
		my ($name) = grep { $!{$_} } keys %!;
		print "$what: ", $done ? 'done' : $name, "\n";
	}
	sub connected {
		my ($type, $port) = @_;
		socket(my $s, PF_INET, $type, 0) or return 0;
		return connect($s, sockaddr_in($port, INADDR_LOOPBACK)) && send($s, 'x', 0);
	}
	told('read', open(my $in, '<', $secret));
	told('write', open(my $out, '>', "$outside/written"));
	told('tcp', connected(SOCK_STREAM, $tcp));
	told('udp', connected(SOCK_DGRAM, $udp));
EOF

is 'control: the job' "$(free /usr/bin/perl job.pl 2>&1)" "$wanted"
is 'files, children and a fork' "$(confined "$tmp/perl.yaml" /usr/bin/perl job.pl 2>&1)" "$wanted"

is 'control: nothing is denied' \
	"$(free /usr/bin/perl attempts.pl "$secret" "$outside" "$tcp" "$udp" 2>&1)" \
	'read: done
write: done
tcp: done
udp: done'
is 'the file was written' "$(ls "$outside")" written
rm "$outside/written"
is 'reading and writing outside, TCP and UDP are denied' \
	"$(confined "$tmp/perl.yaml" /usr/bin/perl attempts.pl "$secret" "$outside" "$tcp" "$udp" 2>&1)" \
	'read: EACCES
write: EACCES
tcp: EAFNOSUPPORT
udp: EAFNOSUPPORT'
is 'nothing was written' "$(ls "$outside")" ''

finish
