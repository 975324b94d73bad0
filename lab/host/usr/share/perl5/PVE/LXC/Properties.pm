package PVE::LXC::Properties;

# What pct says of containers, and `pct set` (proxmox.md §1.1).

use strict;
use warnings;

use PVE::CLIHandler;
use PVE::LXC::Config;
use PVE::LXC::Grammar;
use PVE::LXC::Lifecycle;
use PVE::LXC::Pending;
use PVE::LXC::Render;
use PVE::LXC::Schema;
use PVE::Tools qw(split_list encode_text);

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
    return PVE::LXC::Lifecycle::is_running($id) ? 'running' : 'stopped';
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

# ── set ──

sub set {
    my ($values) = @_;
    my ($id, $digest) = delete @{$values}{qw(vmid digest)};
    die "no options specified\n" if !%$values;
    my $change = { delete => [split_list(delete $values->{delete})], revert => [split_list(delete $values->{revert})], values => $values };
    PVE::LXC::Config::with_lock($id, sub { set_locked($id, $digest, $change) });
}

sub set_locked {
    my ($id, $digest, $change) = @_;
    my $conf = PVE::LXC::Config::load($id);
    PVE::LXC::Config::check_lock($conf);
    die "detected modified configuration - file changed by other user? Try again.\n" if $digest && $digest ne $conf->{digest};
    check_change($change);
    my $failed = PVE::LXC::Pending::update($id, $conf, PVE::LXC::Lifecycle::is_running($id), $change);
    PVE::CLIHandler::parameter_error(join('', map { "$_: $failed->{$_}" } sort keys %$failed)) if %$failed;
    PVE::LXC::Config::store($id, $conf);
    # Where a node of the conf is gone, the change is written all the same (proxmox.md §3.1).
    PVE::LXC::Render::write_config($id, $conf);
}

sub check_change {
    my ($change) = @_;
    for my $way (qw(revert delete)) {
        for my $key (@{ $change->{$way} }) {
            PVE::CLIHandler::parameter_error("$way: unknown option '$key'\n") if !PVE::LXC::Schema::is_property($key);
            PVE::CLIHandler::parameter_error("$way: you can't use '-$key' and '-$way $key' at the same time\n")
                if exists($change->{values}{$key});
        }
    }
}

1;
