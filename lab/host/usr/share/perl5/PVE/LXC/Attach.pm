package PVE::LXC::Attach;

# Commands in a container (proxmox.md §1.2).

use strict;
use warnings;

use PVE::LXC::Config;
use PVE::LXC::Running;

# Neither shell nor child: lxc-attach takes the place of pct.
sub execute {
    my ($values) = @_;
    refuse_stopped($values->{vmid});
    die "missing command" if !@{ $values->{'extra-args'} };
    attach($values, '--', @{ $values->{'extra-args'} });
}

sub enter {
    my ($values) = @_;
    refuse_stopped($values->{vmid});
    attach($values);
}

sub refuse_stopped {
    my ($id) = @_;
    PVE::LXC::Config::load($id);
    die "container '$id' not running!\n" if !PVE::LXC::Running::is_running($id);
}

sub attach {
    my ($values, @command) = @_;
    delete @ENV{qw(SSL_CERT_FILE SSL_CERT_DIR)};
    my $environment = $values->{'keep-env'} // 1 ? '--keep-env' : '--clear-env';
    exec('lxc-attach', '-n', $values->{vmid}, $environment, @command);
}

1;
