package PVE::LXC::Properties;

# What pct says of containers (proxmox.md §1.1).

use strict;
use warnings;

use PVE::LXC::Config;
use PVE::LXC::Grammar;
use PVE::LXC::Pending;
use PVE::LXC::Running;
use PVE::Tools qw(encode_text);

sub status {
    my ($values) = @_;
    my $id = $values->{vmid};
    my $conf = PVE::LXC::Config::load($id);
    my %status = (status => state($id));
    %status = (%status, name => name_of($id, $conf), type => 'lxc', vmid => $id, lock => $conf->{lock}, tags => $conf->{tags})
        if $values->{verbose};
    print map { "$_: $status{$_}\n" } sort grep { defined($status{$_}) } keys %status;
}

sub state {
    my ($id) = @_;
    return PVE::LXC::Running::is_running($id) ? 'running' : 'stopped';
}

sub name_of {
    my ($id, $conf) = @_;
    return $conf->{hostname} // "CT$id";
}

# Nothing at all where there is no container.
sub list {
    my @ids = PVE::LXC::Config::local_ids() or return;
    my $format = "%-10s %-10s %-12s %-20s\n";
    printf($format, qw(VMID Status Lock Name));
    for my $id (@ids) {
        my $conf = PVE::LXC::Config::load($id);
        printf($format, $id, state($id), $conf->{lock} // '', name_of($id, $conf));
    }
}

sub config {
    my ($values) = @_;
    my $conf = shown($values);
    $conf = { %$conf, description => encode_text($conf->{description}) } if defined($conf->{description});
    my @keys = sort(PVE::LXC::Grammar::properties_of($conf), defined($conf->{description}) ? 'description' : ());
    print map { "$_: $conf->{$_}\n" } @keys;
    print map { "$_->[0]: $_->[1]\n" } @{ $conf->{lxc} // [] };
}

sub shown {
    my ($values) = @_;
    my $conf = PVE::LXC::Config::load($values->{vmid});
    if (defined(my $name = $values->{snapshot})) {
        return $conf->{snapshots}{$name} // die "snapshot '$name' does not exist\n";
    }
    return $values->{current} ? $conf : PVE::LXC::Pending::merged($conf);
}

sub pending {
    my ($values) = @_;
    print PVE::LXC::Pending::lines(PVE::LXC::Config::load($values->{vmid}));
}

1;
