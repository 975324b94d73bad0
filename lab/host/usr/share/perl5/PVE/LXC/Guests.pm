package PVE::LXC::Guests;

# Containers that are started and stopped by the host: all of them at its boot and shutdown, one by its HA manager
# (proxmox.md §1.0, §5.3).

use strict;
use warnings;

use Time::HiRes qw(sleep);

use PVE::LXC::Config;
use PVE::LXC::Lifecycle;
use PVE::LXC::Running;

sub run {
    my ($what, $id) = @_;
    my %actions = (start => \&start, stop => \&stop);
    return $actions{$what}->($id) if defined($id);
    if ($what eq 'start') { start_at_boot($_) for in_order() }
    else { stop($_) for reverse in_order() }
}

# Lower `order` first, those without one last.
sub in_order {
    my %order = map { $_ => order_of(PVE::LXC::Config::load($_)) } PVE::LXC::Config::local_ids();
    return sort { $order{$a} <=> $order{$b} || $a <=> $b } keys %order;
}

sub order_of {
    my ($conf) = @_;
    return ($conf->{startup} // '') =~ m/(?:^|,)(?:order=)?(\d+)/ ? $1 : 9**9;
}

# Of the locks that a killed task left behind only that of a backup goes.
sub start_at_boot {
    my ($id) = @_;
    my $conf = PVE::LXC::Config::load($id);
    PVE::LXC::Config::remove_lock($id, 'backup') if PVE::LXC::Config::has_lock($conf, 'backup');
    return if !$conf->{onboot} || PVE::LXC::Config::is_template($conf) || PVE::LXC::Running::is_running($id);
    start($id);
    sleep($1) if ($conf->{startup} // '') =~ m/\bup=(\d+)/;
}

sub start {
    my ($id) = @_;
    eval { PVE::LXC::Lifecycle::start_locked($id) };
    print STDERR $@ if $@;
}

sub stop {
    my ($id) = @_;
    return if !PVE::LXC::Running::is_running($id);
    eval { PVE::LXC::Config::with_lock($id, sub { PVE::LXC::Lifecycle::shut_down($id, 60, 1) }) };
    print STDERR $@ if $@;
}

1;
