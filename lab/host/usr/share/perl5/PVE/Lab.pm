package PVE::Lab;

# The switches of the world: what scenarios want Proxmox to suffer from. Without them nothing here has an effect.

use strict;
use warnings;

use PVE::Tools qw(read_file);

our $WORLD = '/world';

sub switched {
    my ($name) = @_;
    return -e "$WORLD/$name";
}

# undef where it is not set.
sub switch_value {
    my ($name) = @_;
    my $text = read_file("$WORLD/$name") // return undef;
    chomp($text);
    return $text;
}

# Before pve-container 5.0.7 there was no devN (proxmox.md §3.1).
sub before_devices {
    return switched('pct-old');
}

# No quorum: what is in /etc/pve can be read only (proxmox.md §1.0, §4).
sub check_quorum {
    die "cluster not ready - no quorum?\n" if switched('no-quorum');
}

# Lines `KEY=VALUE` or `KEY VALUE`: network, bus and init in SECONDS or `never`, state as systemctl says it.
sub boot_of {
    my ($id) = @_;
    my %boot = (network => switch_value('late-network') // 0, bus => 0, init => 0, state => 'running');
    for my $line (split(/\n/, read_file("$WORLD/guests/$id.boot") // '')) {
        $boot{$1} = $2 if $line =~ m/^(\w+)[ =](\S+)$/;
    }
    return \%boot;
}

# Lines `<node|*> late SECONDS|never|file|major`; the last that fits counts. Answers (how, seconds).
sub trouble_of {
    my ($id, $node) = @_;
    my ($how, $seconds) = default_trouble();
    for my $line (split(/\n/, read_file("$WORLD/guests/$id.nodes") // '')) {
        my ($name, $word, $time) = split(' ', $line);
        ($how, $seconds) = ($word, $time) if defined($word) && ($name eq $node || $name eq '*');
    }
    return ($how, $seconds // 0);
}

sub default_trouble {
    my $seconds = switch_value('late-nodes') // 0;
    return $seconds > 0 ? ('late', $seconds) : ('', 0);
}

1;
