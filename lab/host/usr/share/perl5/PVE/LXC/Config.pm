package PVE::LXC::Config;

# A container's conf: its file, its two locks, parts of what it says (proxmox.md §1.0, §2).

use strict;
use warnings;

use PVE::Lab;
use PVE::LXC::Grammar;
use PVE::LXC::Schema;
use PVE::Tools qw(read_file write_file make_path lock_file);

our $CLUSTER = '/etc/pve';
our $NODE = 'pve';
our $LOCKS = '/run/lock/lxc';

# ── files ──

sub conf_file {
    my ($id) = @_;
    return "$CLUSTER/nodes/$NODE/lxc/$id.conf";
}

sub exists_here {
    my ($id) = @_;
    return -f conf_file($id);
}

sub load {
    my ($id) = @_;
    my $text = read_file(conf_file($id));
    die "Configuration file 'nodes/$NODE/lxc/$id.conf' does not exist\n" if !defined($text);
    return PVE::LXC::Grammar::parse($id, $text);
}

sub store {
    my ($id, $conf) = @_;
    check_writable(conf_file($id));
    write_file(conf_file($id), PVE::LXC::Grammar::text_of($conf));
    # Which pmxcfs would see to (proxmox.md §4).
    chmod(0640, conf_file($id));
    chown(0, scalar(getgrnam('www-data')), conf_file($id));
    write_guest_list();
}

sub remove {
    my ($id) = @_;
    check_writable(conf_file($id));
    unlink(conf_file($id)) or die "failed to remove config file: $!\n";
    write_guest_list();
}

# Root may write where nobody may in a directory of the lab; in /etc/pve it may not (proxmox.md §4).
sub check_writable {
    my ($file) = @_;
    return if !PVE::Lab::switched('no-quorum');
    $! = 13;
    die "unable to open file '$file.tmp.$$' - Permission denied\n";
}

# Every guest of the cluster: id => { node, type }.
sub guests {
    my %types = (lxc => 'lxc', 'qemu-server' => 'qemu');
    my %found;
    for my $file (glob("$CLUSTER/nodes/*/{lxc,qemu-server}/*.conf")) {
        $found{$3} = { node => $1, type => $types{$2} } if $file =~ m!/nodes/([^/]+)/([^/]+)/(\d+)\.conf$!;
    }
    return \%found;
}

# As pmxcfs shows it; here it is a file (proxmox.md §1.5).
sub write_guest_list {
    my $guests = guests();
    my @entries = map { qq("$_":{"node":"$guests->{$_}{node}","type":"$guests->{$_}{type}","version":1}) }
        sort { $a <=> $b } keys %$guests;
    write_file("$CLUSTER/.vmlist", qq({"version":1,\n"ids":{) . join(",\n", @entries) . "}}\n");
}

sub check_unused {
    my ($id) = @_;
    my $guest = guests()->{$id} // return;
    my $kind = $guest->{type} eq 'lxc' ? 'CT' : 'VM';
    die "$kind $id already exists on node '$guest->{node}'\n";
}

sub local_ids {
    return sort { $a <=> $b } map { m!/(\d+)\.conf$! ? $1 : () } glob("$CLUSTER/nodes/$NODE/lxc/*.conf");
}

# ── locks (proxmox.md §1.0) ──

sub with_lock {
    my ($id, $code, $seconds) = @_;
    make_path($LOCKS);
    $seconds = PVE::Lab::switch_value('pct-lock-seconds') // $seconds // 10;
    return lock_file("$LOCKS/pve-config-$id.lock", $seconds, $code);
}

sub check_lock {
    my ($conf) = @_;
    die "CT is locked ($conf->{lock})\n" if $conf->{lock};
}

sub has_lock {
    my ($conf, $lock) = @_;
    return defined($conf->{lock}) && $conf->{lock} eq $lock;
}

# A container that somebody has mounted may start and stop.
sub refuse_locked {
    my ($conf, $ignore_lock) = @_;
    return if $ignore_lock || has_lock($conf, 'mounted');
    check_lock($conf);
}

sub set_lock {
    my ($id, $lock) = @_;
    return with_lock($id, sub {
        my $conf = load($id);
        check_lock($conf);
        $conf->{lock} = $lock;
        store($id, $conf);
        return $conf;
    });
}

sub remove_lock {
    my ($id, $lock) = @_;
    with_lock($id, sub {
        my $conf = load($id);
        my $wanted = defined($lock) ? "'$lock'" : 'any';
        die "no lock found trying to remove $wanted lock\n" if !$conf->{lock};
        die "found lock '$conf->{lock}' trying to remove '$lock' lock\n" if defined($lock) && $conf->{lock} ne $lock;
        delete $conf->{lock};
        store($id, $conf);
    });
}

# A conf that has nothing but a lock keeps others from taking the id.
sub reserve {
    my ($id) = @_;
    with_lock($id, sub {
        check_unused($id);
        store($id, { lock => 'create' });
    }, 5);
}

# Loads it again under the lock, for a task that reserved the id.
sub change_reserved {
    my ($id, $code) = @_;
    return with_lock($id, sub {
        my $conf = load($id);
        die "Lost 'create' config lock, aborting.\n" if !has_lock($conf, 'create');
        return $code->($conf);
    });
}

sub is_template {
    my ($conf) = @_;
    return $conf->{template};
}

sub check_protection {
    my ($conf, $what) = @_;
    die "$what - protection mode enabled\n" if $conf->{protection};
}

# ── parts of it ──

# The root first.
sub volumes_of {
    my ($conf) = @_;
    my @keys = sort { ($b eq 'rootfs') <=> ($a eq 'rootfs') || $a cmp $b } grep { m/^(?:rootfs|mp\d+)$/ } keys %$conf;
    return map { [$_, volume($conf->{$_})] } @keys;
}

# type: volume, bind (a directory) or device.
sub volume {
    my ($text) = @_;
    my $found = PVE::LXC::Schema::parse_string('volume', $text);
    my $name = $found->{volume} // '';
    $found->{type} = $name =~ m!^/dev/! ? 'device' : $name =~ m!^/! ? 'bind' : 'volume';
    return $found;
}

sub print_volume {
    my ($volume) = @_;
    return PVE::LXC::Schema::print_string('volume', { %$volume, type => undef });
}

sub devices_of {
    my ($conf) = @_;
    return if PVE::Lab::before_devices();
    my @keys = sort grep { m/^dev\d+$/ } keys %$conf;
    return map { [$_, PVE::LXC::Schema::parse_string('device', $conf->{$_})] } @keys;
}

sub network {
    my ($text) = @_;
    my $net = PVE::LXC::Schema::parse_string('network', $text);
    $net->{type} = 'veth';
    $net->{hwaddr} //= PVE::Tools::random_mac();
    return $net;
}

sub networks_of {
    my ($conf) = @_;
    return map { [m/(\d+)/, network($conf->{$_})] } sort grep { m/^net\d+$/ } keys %$conf;
}

sub has_raw {
    my ($conf, $key) = @_;
    return scalar(grep { $_->[0] eq $key } @{ $conf->{lxc} // [] });
}

sub is_unprivileged {
    my ($conf) = @_;
    return $conf->{unprivileged} || has_raw($conf, 'lxc.idmap');
}

1;
