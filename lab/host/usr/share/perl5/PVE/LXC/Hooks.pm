package PVE::LXC::Hooks;

# What LXC calls around a container's life. Since they belong to every start, a reboot from inside has them too (proxmox.md §1.4).

use strict;
use warnings;

use PVE::Lab;
use PVE::LXC::Config;
use PVE::LXC::Devices;
use PVE::LXC::Guest;
use PVE::LXC::Pending;
use PVE::LXC::Render;
use PVE::LXC::Storage;
use PVE::Tools qw(run_command quiet_command);

my %hooks = ('pre-start' => \&pre_start, autodev => \&autodev, 'start-host' => \&start_host, 'post-stop' => \&post_stop);

sub run {
    my ($id, $section, $hook) = @_;
    return if !PVE::LXC::Config::exists_here($id);
    $hooks{$hook}->($id);
}

sub reboot_flag {
    my ($id) = @_;
    return "$PVE::LXC::Devices::CONTAINERS/$id/reboot";
}

# The mount namespace is the monitor's own: what is mounted here is gone with it.
sub pre_start {
    my ($id) = @_;
    my $conf = PVE::LXC::Config::load($id);
    my $root = $ENV{LXC_ROOTFS_PATH};
    PVE::Lab::check_quorum();
    die "broken, as the world wants it\n" if PVE::Lab::switched("guests/$id.broken");
    PVE::LXC::Config::refuse_locked($conf, unlink("/run/lxc/skiplock-$id"));
    unlink(reboot_flag($id));
    quiet_command('umount', '--recursive', $root);
    PVE::LXC::Storage::mount_volume((PVE::LXC::Config::volumes_of($conf))[0][1]{volume}, $root);
    PVE::LXC::Devices::prepare($id, $conf);
    PVE::LXC::Guest::prepare($id, $conf, $root);
}

# Called as the container's root, who may not read the conf.
sub autodev {
    my ($id) = @_;
    PVE::LXC::Devices::place_in_dev($id, $ENV{LXC_ROOTFS_MOUNT});
}

# Bound to the container's unit, so that no node comes into another run of it. What comes at one time has one process.
sub start_host {
    my ($id) = @_;
    my %nodes_after;
    for my $node (PVE::LXC::Devices::late_nodes($id, PVE::LXC::Config::load($id))) {
        my ($seconds, @node) = @$node;
        push @{ $nodes_after{$seconds} }, @node;
    }
    for my $seconds (keys %nodes_after) {
        run_command('systemd-run', '--quiet', '--collect', "--property=BindsTo=pve-container\@$id.service",
            '--', '/usr/share/lxc/hooks/lxc-pve-late-nodes', $id, $seconds, @{ $nodes_after{$seconds} });
    }
}

# A reboot from inside becomes a new start with what the conf says now. LXC stops instead of rebooting when this fails.
sub post_stop {
    my ($id) = @_;
    my $conf = PVE::LXC::Config::load($id);
    quiet_command('umount', '--recursive', '--', $ENV{LXC_ROOTFS_PATH});
    PVE::LXC::Pending::apply_all($id, $conf);
    PVE::LXC::Render::write_config($id, $conf);
    return if ($ENV{LXC_TARGET} // '') ne 'reboot';
    open(my $flag, '>', reboot_flag($id)) or die "failed to create reboot trigger file: $!\n";
    exit(1);
}

1;
