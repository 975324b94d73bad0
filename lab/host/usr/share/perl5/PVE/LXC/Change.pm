package PVE::LXC::Change;

# `pct set` (proxmox.md §1.1).

use strict;
use warnings;

use PVE::CLIHandler;
use PVE::LXC::Config;
use PVE::LXC::Pending;
use PVE::LXC::Render;
use PVE::LXC::Running;
use PVE::LXC::Schema;
use PVE::Tools qw(split_list);

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
    my $failed = PVE::LXC::Pending::update($id, $conf, PVE::LXC::Running::is_running($id), $change);
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
