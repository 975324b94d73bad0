package PVE::LXC::Render;

# /var/lib/lxc/<id>/config: made from the conf at each start and each change, in Proxmox's order (proxmox.md §2.5).

use strict;
use warnings;

use PVE::LXC::Config;
use PVE::LXC::Devices;
use PVE::LXC::Guest;
use PVE::Tools qw(read_file write_file make_path);

our $INCLUDES = '/usr/share/lxc/config';

# A template has none.
sub write_config {
    my ($id, $conf) = @_;
    my $directory = "$PVE::LXC::Devices::CONTAINERS/$id";
    if (PVE::LXC::Config::is_template($conf)) {
        unlink("$directory/config");
        return;
    }
    make_path("$directory/rootfs");
    write_file("$directory/config", text($id, $conf));
}

sub text {
    my ($id, $conf) = @_;
    return join('', groups($id), "lxc.arch = $conf->{arch}\n", includes($conf), mounts($conf), PVE::LXC::Devices::rules($conf),
        "lxc.monitor.unshare = 1\n", id_map($conf), terminal($conf), "lxc.uts.name = " . ($conf->{hostname} // "CT$id") . "\n",
        limits($conf), "lxc.rootfs.path = $PVE::LXC::Devices::CONTAINERS/$id/rootfs\n",
        PVE::LXC::Guest::boot_command($id), entry_point($conf), networks($id, $conf), environment($conf), raw_lines($id, $conf));
}

sub groups {
    my ($id) = @_;
    return "lxc.cgroup.relative = 0\nlxc.cgroup.dir.monitor = lxc.monitor/$id\n"
        . "lxc.cgroup.dir.container = lxc/$id\nlxc.cgroup.dir.container.inner = ns\n";
}

# `lab.conf` is the lab's own: what of its world a container sees.
sub includes {
    my ($conf) = @_;
    die "missing 'arch' or 'ostype' - internal error\n" if !$conf->{arch} || !$conf->{ostype};
    my @names = (specific($conf, 'common'), PVE::LXC::Config::is_unprivileged($conf) ? specific($conf, 'userns') : ());
    push @names, 'lab.conf' if -f "$INCLUDES/lab.conf";
    return join('', map { "lxc.include = $INCLUDES/$_\n" } @names);
}

sub specific {
    my ($conf, $kind) = @_;
    my $name = "$conf->{ostype}.$kind.conf";
    return -f "$INCLUDES/$name" ? $name : "$kind.conf";
}

# Proxmox makes a profile for AppArmor here; the lab has none.
sub mounts {
    my ($conf) = @_;
    my $text = "lxc.apparmor.profile = unconfined\n";
    my $features = PVE::LXC::Schema::parse_string('features', $conf->{features} // '');
    $text .= "lxc.mount.entry = /dev/fuse dev/fuse none bind,create=file 0 0\n" if $features->{fuse};
    $text .= "lxc.mount.auto = sys:mixed\n" if PVE::LXC::Config::is_unprivileged($conf) && !$features->{force_rw_sys};
    return $text . join('', map { mount_point(@$_) } PVE::LXC::Config::volumes_of($conf));
}

# Of mount points a lab has those that bind a directory or a device of the host.
sub mount_point {
    my ($key, $volume) = @_;
    return '' if $key eq 'rootfs' || $volume->{type} eq 'volume';
    my $target = ($volume->{mp} // die "$key: missing 'mp'\n") =~ s!^/+!!r;
    my $options = 'bind,create=' . (-d $volume->{volume} ? 'dir' : 'file') . ($volume->{ro} ? ',ro' : '');
    return "lxc.mount.entry = $volume->{volume} $target none $options 0 0\n";
}

sub id_map {
    my ($conf) = @_;
    return '' if !$conf->{unprivileged} || PVE::LXC::Config::has_raw($conf, 'lxc.idmap');
    return join('', map { "lxc.idmap = $_ 0 $PVE::LXC::Devices::FIRST_ID 65536\n" } qw(u g));
}

sub terminal {
    my ($conf) = @_;
    my $console = defined($conf->{console}) && !$conf->{console} ? "lxc.console.path = none\nlxc.cgroup2.devices.deny = c 5:1 rwm\n" : '';
    return $console . 'lxc.tty.max = ' . ($conf->{tty} // 2) . "\nlxc.environment = TERM=linux\n";
}

# Where the machine hands that controller on.
sub limits {
    my ($conf) = @_;
    my $controllers = read_file('/sys/fs/cgroup/cgroup.controllers') // '';
    return '' if $controllers !~ m/\bmemory\b/;
    my $mebibyte = 1024 * 1024;
    return 'lxc.cgroup2.memory.max = ' . ($conf->{memory} // 512) * $mebibyte . "\n"
        . 'lxc.cgroup2.memory.swap.max = ' . ($conf->{swap} // 0) * $mebibyte . "\n";
}

sub entry_point {
    my ($conf) = @_;
    return defined($conf->{entrypoint}) ? "lxc.init.cmd = $conf->{entrypoint}\n" : '';
}

# The guest's own tools bring the interface up: that is why its network can be late.
sub networks {
    my ($id, $conf) = @_;
    my $text = '';
    for my $entry (PVE::LXC::Config::networks_of($conf)) {
        my ($index, $net) = @$entry;
        my %keys = (type => 'veth', 'veth.pair' => "veth${id}i$index", hwaddr => $net->{hwaddr}, name => $net->{name});
        $keys{link} = $net->{bridge} if $net->{bridge} && !$net->{link_down};
        $text .= join('', map { "lxc.net.$index.$_ = $keys{$_}\n" } sort { ($b eq 'type') <=> ($a eq 'type') || $a cmp $b } keys %keys);
    }
    return $text;
}

sub environment {
    my ($conf) = @_;
    return join('', map { "lxc.environment.runtime = $_\n" } @{ $conf->{environment} // [] });
}

# In their order: a raw scalar overrides what stands before it, a raw list is longer by it.
sub raw_lines {
    my ($id, $conf) = @_;
    my $text = '';
    for my $line (@{ $conf->{lxc} // [] }) {
        my ($key, $value) = @$line;
        $value = PVE::LXC::Devices::troubled_entry($id, $value) if $key eq 'lxc.mount.entry';
        $text .= "$key = $value\n" if defined($value);
    }
    return $text;
}

1;
