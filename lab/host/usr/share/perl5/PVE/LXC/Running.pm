package PVE::LXC::Running;

# Which containers run.

use strict;
use warnings;

use PVE::Tools qw(read_file);

sub socket_path {
    my ($id) = @_;
    return "/var/lib/lxc/$id/command";
}

# Nothing but the monitor's socket tells, so a container that starts or stops runs too.
sub is_running {
    my ($id) = @_;
    return running_ids()->{$id};
}

sub running_ids {
    my $sockets = read_file('/proc/net/unix') // '';
    return { map { $_ => 1 } $sockets =~ m!\s@/var/lib/lxc/(\d+)/command$!mg };
}

1;
