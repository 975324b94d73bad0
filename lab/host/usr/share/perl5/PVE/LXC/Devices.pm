package PVE::LXC::Devices;

# Device nodes of containers: devN (proxmox.md §3.1), and the nodes that a world wants late, missing or wrong.

use strict;
use warnings;

use Fcntl qw(:mode O_CREAT O_WRONLY);

use PVE::Lab;
use PVE::LXC::Config;
use PVE::LXC::Schema;
use PVE::Syscall;
use PVE::Tools qw(read_file write_file run_command make_path package_is_at_least);

our $CONTAINERS = '/var/lib/lxc';
our $FIRST_ID = 100000;

sub path_of {
    my ($value) = @_;
    return PVE::LXC::Schema::parse_string('device', $value)->{path} // die "Path has to be defined\n";
}

# (c|b, major, minor); symbolic links are followed.
sub numbers {
    my ($path) = @_;
    my ($mode, $device) = (stat($path))[2, 6];
    die "Device $path does not exist\n" if !defined($mode);
    die "$path is not a device\n" if !S_ISBLK($mode) && !S_ISCHR($mode);
    return (S_ISBLK($mode) ? 'b' : 'c', major($device), minor($device));
}

sub major {
    my ($device) = @_;
    return ($device >> 8) & 0xfff | ($device >> 32) & ~0xfff;
}

sub minor {
    my ($device) = @_;
    return $device & 0xff | ($device >> 12) & ~0xff;
}

sub rules {
    my ($conf) = @_;
    my $text = '';
    for my $entry (PVE::LXC::Config::devices_of($conf)) {
        my ($key, $device) = @$entry;
        my ($type, $major, $minor) = numbers($device->{path} // die "Path is not defined for passthrough device $key\n");
        my $access = $device->{'deny-write'} ? 'r' : 'rw';
        $text .= "lxc.cgroup2.devices.allow = $type $major:$minor $access\n";
        $text .= "lxc.cgroup2.devices.deny = $type $major:$minor w\n" if $device->{'deny-write'};
    }
    return $text;
}

# ── before a start, in the namespace of the monitor ──

sub passthrough {
    my ($id) = @_;
    return "$CONTAINERS/$id/passthrough";
}

# Nodes of the container's own, on a tmpfs, with the mode and owner that the conf wants. The list is for the hook below.
sub prepare {
    my ($id, $conf) = @_;
    my $place = passthrough($id);
    make_path($place);
    run_command('mount', '-t', 'tmpfs', '-o', 'size=1m,mode=0755', 'none', $place);
    make_wrong_nodes($id, $conf);
    my @paths;
    for my $entry (PVE::LXC::Config::devices_of($conf)) {
        my $device = $entry->[1];
        make_node("$place$device->{path}", $device, $conf, numbers($device->{path}));
        push @paths, $device->{path};
    }
    write_file("$place/devices", join('', map { "$_\n" } @paths));
}

sub make_node {
    my ($node, $device, $conf, $type, $major, $minor) = @_;
    make_path($node =~ s!/[^/]+$!!r);
    my $shift = PVE::LXC::Config::is_unprivileged($conf) ? $FIRST_ID : 0;
    run_command('mknod', $node, $type, $major, $minor);
    chmod(oct($device->{mode} // '0660'), $node) or die "failed to chmod $node: $!\n";
    chown($shift + ($device->{uid} // 0), $shift + ($device->{gid} // 0), $node) or die "failed to chown $node: $!\n";
}

# Called within the container, before its init; what is late comes later, what never comes is left out.
sub place_in_dev {
    my ($id, $root) = @_;
    for my $path (split(/\n/, read_file(passthrough($id) . '/devices') // '')) {
        my ($how) = PVE::Lab::trouble_of($id, $path);
        next if $how eq 'late' || $how eq 'never';
        my $source = $how eq 'major' ? wrong_node($id, $path) : passthrough($id) . $path;
        make_file("$root$path", $how eq 'file' ? 0 : 0600);
        run_command('mount', '--bind', $source, "$root$path") if $how ne 'file';
    }
}

sub make_file {
    my ($path, $mode) = @_;
    make_path($path =~ s!/[^/]+$!!r);
    sysopen(my $file, $path, O_CREAT | O_WRONLY, $mode) or die "failed to create '$path': $!\n";
}

# ── what the world wants of a node ──

# What becomes of the mount entry of a node; undef where it is left out. A source that is not there is not our trouble.
sub troubled_entry {
    my ($id, $entry) = @_;
    my ($source, $rest) = $entry =~ m!^(/dev/\S+)(\s.*)$! or return $entry;
    return $entry if !-e $source;
    my ($how) = PVE::Lab::trouble_of($id, $source);
    return undef if $how eq 'late' || $how eq 'never';
    return wrong_node($id, $source) . $rest if $how eq 'major';
    return passthrough($id) . "/no$source$rest" if $how eq 'file';
    return $entry;
}

# (source, target in the container) of each mount entry of a node.
sub entries_of {
    my ($conf) = @_;
    return map { $_->[1] =~ m!^(/dev/\S+)\s+/?(dev/\S+)! ? [$1, "/$2"] : () }
        grep { $_->[0] eq 'lxc.mount.entry' } @{ $conf->{lxc} // [] };
}

sub wrong_node {
    my ($id, $path) = @_;
    return passthrough($id) . "/wrong$path";
}

sub make_wrong_nodes {
    my ($id, $conf) = @_;
    my @paths = ((map { $_->[1]{path} } PVE::LXC::Config::devices_of($conf)), map { $_->[0] } entries_of($conf));
    for my $path (grep { (PVE::Lab::trouble_of($id, $_))[0] eq 'major' } @paths) {
        make_node(wrong_node($id, $path), { mode => '0666' }, {}, 'c', 240, 0);
    }
}

# Nodes still to come: [seconds, source, target].
sub late_nodes {
    my ($id, $conf) = @_;
    my @nodes = ((map { [passthrough($id) . $_->[1]{path}, $_->[1]{path}] } PVE::LXC::Config::devices_of($conf)), entries_of($conf));
    my @late;
    for my $node (@nodes) {
        my ($source, $target) = @$node;
        my ($how, $seconds) = PVE::Lab::trouble_of($id, $target);
        push @late, [$seconds, $source, $target] if $how eq 'late';
    }
    return @late;
}

# ── into a running container ──

sub can_plug {
    return package_is_at_least('pve-container', 6, 0, 4);
}

sub plug {
    my ($id, $conf, $value) = @_;
    my $device = PVE::LXC::Schema::parse_string('device', $value);
    my ($type, $major, $minor) = numbers($device->{path});
    my $source = passthrough($id) . $device->{path};
    place($id, $source, $device->{path}, sub { make_node($source, $device, $conf, $type, $major, $minor) });
    my $access = $device->{'deny-write'} ? 'r' : 'rw';
    run_command('lxc-cgroup', '-n', $id, 'devices.allow', "$type $major:$minor $access");
}

# In a process of its own, since it ends in the namespaces of the container.
sub place {
    my ($id, $source, $target, $prepare) = @_;
    require POSIX;
    my $pid = fork() // die "fork failed: $!\n";
    if (!$pid) {
        eval { place_from_monitor($id, $source, $target, $prepare) };
        print STDERR $@ if $@;
        POSIX::_exit($@ ? 1 : 0);
    }
    waitpid($pid, 0);
    die "cannot place $target in container $id\n" if $? != 0;
}

# A mount in the monitor's namespace cannot be seen from the host: that is why it begins there.
sub place_from_monitor {
    my ($id, $source, $target, $prepare) = @_;
    my $init = init_pid($id);
    my ($parent) = read_file("/proc/$init/status") =~ m/^PPid:\s*(\d+)/m;
    my ($mounts, $user) = map { PVE::Syscall::open_namespace($init, $_) } qw(mnt user);
    my $foreign = readlink("/proc/$init/ns/user") ne readlink('/proc/self/ns/user');
    PVE::Syscall::enter_mount_namespace(PVE::Syscall::open_namespace($parent, 'mnt'));
    $prepare->() if $prepare;
    my $mount = PVE::Syscall::detached_mount($source);
    become_root_of($user) if $foreign;
    make_file("/proc/$init/root$target", 0600);
    open(my $file, '<', "/proc/$init/root$target") or die "failed to open '$target': $!\n";
    PVE::Syscall::enter_mount_namespace($mounts);
    PVE::Syscall::attach_mount($mount, $file);
}

sub become_root_of {
    my ($user_namespace) = @_;
    require POSIX;
    PVE::Syscall::enter_user_namespace($user_namespace);
    POSIX::setgid(0);
    POSIX::setuid(0);
}

sub init_pid {
    my ($id) = @_;
    my ($pid) = `lxc-info -n $id -pH 2>/dev/null` =~ m/^(\d+)$/m;
    return $pid // die "unable to get PID for CT $id (not running?)\n";
}

1;
