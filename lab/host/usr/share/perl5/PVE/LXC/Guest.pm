package PVE::LXC::Guest;

# What Proxmox writes into a container's root filesystem before each start, and what a world wants of its boot.

use strict;
use warnings;

use PVE::Lab;
use PVE::LXC::Config;
use PVE::LXC::Devices;
use PVE::Tools qw(read_file read_first_line make_path run_command split_list);

our $NAMESERVER = '10.77.0.1';

sub prepare {
    my ($id, $conf, $root) = @_;
    my $write = sub { put($conf, $root, @_) };
    $write->('/etc/network/interfaces', interfaces($conf));
    $write->('/etc/hostname', host_name($conf) . "\n");
    $write->('/etc/hosts', hosts($conf, read_file("$root/etc/hosts") // ''));
    $write->('/etc/resolv.conf', resolver($conf));
    slow_boot(PVE::Lab::boot_of($id), $write);
}

# An empty text removes the file. What is so already is not written again.
sub put {
    my ($conf, $root, $path, $text) = @_;
    my $file = "$root$path";
    return unlink($file) if $text eq '';
    return if !-l $file && (read_file($file) // '') eq $text;
    unlink($file) if -l $file;
    my $owner = PVE::LXC::Config::is_unprivileged($conf) ? $PVE::LXC::Devices::FIRST_ID : 0;
    make_path($file =~ s!/[^/]+$!!r);
    open(my $new, '>', $file) or die "failed to write '$path' in the container: $!\n";
    print {$new} $text;
    close($new);
    chown($owner, $owner, $file);
}

# ── network ──

sub interfaces {
    my ($conf) = @_;
    my $text = "auto lo\niface lo inet loopback\niface lo inet6 loopback\n";
    return $text . join('', map { interface($_->[1]) } PVE::LXC::Config::networks_of($conf));
}

sub interface {
    my ($net) = @_;
    my $text = "\nauto $net->{name}\n";
    my $ip = $net->{ip} // return $text;
    return $text . "iface $net->{name} inet $ip\n" if $ip =~ m/^(?:dhcp|manual)$/;
    $text .= "iface $net->{name} inet static\n\taddress $ip\n";
    return $text . ($net->{gw} ? "\tgateway $net->{gw}\n" : '');
}

sub resolver {
    my ($conf) = @_;
    my $text = $conf->{searchdomain} ? 'search ' . join(' ', split_list($conf->{searchdomain})) . "\n" : '';
    return $text . join('', map { "nameserver $_\n" } split_list($conf->{nameserver} // $NAMESERVER));
}

sub host_name {
    my ($conf) = @_;
    return ($conf->{hostname} // 'localhost') =~ s/\..*//r;
}

# A part of the file that is ours, between two marks; the rest is the container's.
sub hosts {
    my ($conf, $old) = @_;
    my $rest = $old =~ s/^# --- BEGIN PVE ---\n.*?^# --- END PVE ---\n//msr;
    my ($ip) = map { ($_->[1]{ip} // '') =~ m!^([\d.]+)/! } PVE::LXC::Config::networks_of($conf);
    my $ours = $rest =~ m/^\s*127\.0\.0\.1\s/m ? '' : "127.0.0.1 localhost.localnet localhost\n";
    $ours .= ($ip // '127.0.1.1') . ' ' . ($conf->{hostname} // 'localhost') . "\n";
    return "$rest# --- BEGIN PVE ---\n$ours# --- END PVE ---\n";
}

# ── a boot that takes its time ──

# `bus` is when init begins at all: see boot_command.
sub slow_boot {
    my ($boot, $write) = @_;
    my $units = '/etc/systemd/system';
    my %wanted = ('lab-init' => waiting_unit($boot->{init}), 'lab-degraded' => failing_unit($boot->{state}));
    $write->("$units/networking.service.d/lab.conf", network_delay($boot->{network}));
    $write->("$units/$_.service", $wanted{$_}) for keys %wanted;
    my @names = map { "$_.service" } sort grep { $wanted{$_} ne '' } keys %wanted;
    $write->("$units/multi-user.target.d/lab.conf", @names ? "[Unit]\nWants=@names\n" : '');
}

sub network_delay {
    my ($seconds) = @_;
    return '' if $seconds eq '0';
    return "[Unit]\nConditionPathExists=/the-network-never-comes-up\n" if $seconds eq 'never';
    return "[Service]\nTimeoutStartSec=infinity\nExecStartPre=/bin/sleep $seconds\n";
}

sub waiting_unit {
    my ($seconds) = @_;
    return '' if $seconds eq '0';
    my $time = $seconds eq 'never' ? 'infinity' : $seconds;
    return "[Unit]\nBefore=multi-user.target\n[Service]\nType=oneshot\nTimeoutStartSec=infinity\nExecStart=/bin/sleep $time\n";
}

sub failing_unit {
    my ($state) = @_;
    return $state eq 'degraded' ? "[Service]\nType=oneshot\nExecStart=/bin/false\n" : '';
}

# Init itself comes late: until then there is nothing that systemctl could talk to. LXC splits the command at every blank,
# so `env -S` gets its own in one word.
sub boot_command {
    my ($id) = @_;
    my $seconds = PVE::Lab::boot_of($id)->{bus};
    return '' if $seconds eq '0';
    my $time = $seconds eq 'never' ? 'infinity' : $seconds;
    return qq(lxc.init.cmd = /usr/bin/env -Ssh\\_-c\\_"sleep\\_$time;exec\\_/sbin/init"\n);
}

# Another machine's identity is not the clone's (proxmox.md §5.2).
sub forget_machine {
    my ($root) = @_;
    unlink("$root/var/lib/dbus/machine-id") if !-l "$root/var/lib/dbus/machine-id";
    return if !-e "$root/etc/machine-id" || (read_first_line("$root/etc/machine-id") // '') eq 'uninitialized';
    open(my $file, '>', "$root/etc/machine-id") or return;
    print {$file} "\n";
}

# A template has none, or everybody's; a clone keeps its source's (proxmox.md §5.2). Proxmox takes the usual size; an RSA
# key of that size takes a second of a processor, and nobody is to break into a lab.
sub make_host_keys {
    my ($conf, $root) = @_;
    my $directory = "$root/etc/ssh";
    return if !-d $directory;
    my %bits = (rsa => 1024, ecdsa => 256, ed25519 => 256);
    for my $type (qw(rsa ecdsa ed25519)) {
        my $name = "ssh_host_${type}_key";
        print "Creating SSH host key '$name' - this may take some time ...\n";
        unlink("$directory/$name", "$directory/$name.pub");
        run_command('ssh-keygen', '-q', '-t', $type, '-b', $bits{$type}, '-N', '', '-C', "root\@$conf->{hostname}", '-f', "$directory/$name");
        my $owner = PVE::LXC::Config::is_unprivileged($conf) ? $PVE::LXC::Devices::FIRST_ID : 0;
        chown($owner, $owner, "$directory/$name", "$directory/$name.pub");
    }
}

# (ostype, architecture)
sub system_of {
    my ($root) = @_;
    my ($name) = (read_file("$root/etc/os-release") // '') =~ m/^ID="?(\w+)"?$/m;
    return ($name // 'unmanaged', 'amd64');
}

1;
