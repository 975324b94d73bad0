package PVE::LXC::Config;

# A container's conf: reading, rewriting, its two locks (proxmox.md §1.0, §2).
#
# { key => value…, description => text, lxc => [[key, value]…], pending => {…}, snapshots => { name => {…} }, digest => SHA-1 }

use strict;
use warnings;

use Digest::SHA ();

use PVE::Lab;
use PVE::LXC::Schema;
use PVE::Tools qw(read_file write_file encode_text decode_text make_path lock_file);

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
    return parse($id, $text);
}

sub store {
    my ($id, $conf) = @_;
    check_writable(conf_file($id));
    write_file(conf_file($id), text_of($conf));
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

# ── grammar (proxmox.md §2.1) ──

sub parse {
    my ($id, $text) = @_;
    my $conf = { digest => Digest::SHA::sha1_hex($text), snapshots => {}, pending => {} };
    my $section = $conf;
    for my $line (split(/\n/, $text)) {
        next if $line =~ m/^\s*$/;
        if ($line =~ m/^\[(pve:pending|[a-z][a-z0-9_-]+)\]\s*$/i) {
            $section = begin_section($conf, $1);
        } else {
            parse_line($id, $section, $line, $section == $conf->{pending});
        }
    }
    delete $conf->{snapstate};
    return $conf;
}

# A second section of a name replaces the first.
sub begin_section {
    my ($conf, $name) = @_;
    return $conf->{pending} = {} if lc($name) eq 'pve:pending';
    return $conf->{snapshots}{$name} = {};
}

sub parse_line {
    my ($id, $section, $line, $pending) = @_;
    if ($line =~ m/^#(.*)$/) {
        $section->{description} .= decode_text($1) . "\n";
    } elsif ($line =~ m/^(lxc\.[a-z0-9_\-.]+)(?::|\s*=)\s*(.*?)\s*$/) {
        parse_raw($id, $section, $1, $2, $line);
    } elsif ($line =~ m/^description:\s*(.*\S)\s*$/) {
        $section->{description} .= decode_text($1);
    } elsif ($line =~ m/^snapstate:\s*(prepare|delete)\s*$/) {
        $section->{snapstate} = $1;
    } elsif ($line =~ m/^delete:\s*(.*\S)\s*$/) {
        if ($pending) { $section->{delete} = $1 }
        else { warn "vm $id - property 'delete' is only allowed in [pve:pending]\n" }
    } elsif ($line =~ m/^([a-z][a-z_]*\d*):\s*(.+?)\s*$/) {
        parse_property($id, $section, $1, $2);
    } else {
        warn "vm $id - unable to parse config: $line\n";
    }
}

# What is not allowed is dropped at the next rewrite.
sub parse_raw {
    my ($id, $section, $key, $value, $line) = @_;
    if ($key eq 'lxc.environment.runtime') {
        push @{ $section->{environment} }, $value;
        return;
    }
    my ($allowed, $remark) = PVE::LXC::Schema::raw_key($key);
    push @{ $section->{lxc} }, [$key, $value] if $allowed;
    $remark //= "unable to parse config: $line" if !$allowed;
    warn "vm $id - $remark\n" if $remark;
}

# An unknown key or a bad value stays, without effect.
sub parse_property {
    my ($id, $section, $key, $value) = @_;
    $section->{$key} = eval { PVE::LXC::Schema::check_value($key, $value) } // $value;
    return if !$@;
    my $why = ref($@) ? PVE::LXC::Schema::error_lines($key, $@) =~ s/^\Q$key\E: //r : $@;
    warn "vm $id - unable to parse value of '$key' - $why";
}

my %not_a_property = map { $_ => 1 } qw(digest description pending snapshots environment lxc);

sub properties_of {
    my ($section) = @_;
    return sort grep { !$not_a_property{$_} } keys %$section;
}

# Current, pending, snapshots by name.
sub text_of {
    my ($conf) = @_;
    my $text = section_text($conf);
    $text .= "\n[pve:pending]\n" . section_text($conf->{pending}) if $conf->{pending} && %{ $conf->{pending} };
    for my $name (sort keys %{ $conf->{snapshots} // {} }) {
        $text .= "\n[$name]\n" . section_text($conf->{snapshots}{$name});
    }
    return $text;
}

# Comments, then properties by name, then raw lines in their order.
sub section_text {
    my ($section) = @_;
    my $text = join('', map { '#' . encode_text($_) . "\n" } split(/\n/, $section->{description} // ''));
    for my $key (properties_of($section)) {
        die "detected invalid newline inside property '$key'\n" if $section->{$key} =~ m/\n/;
        $text .= "$key: $section->{$key}\n";
    }
    $text .= join('', map { "lxc.environment.runtime: $_\n" } @{ $section->{environment} // [] });
    return $text . join('', map { "$_->[0]: $_->[1]\n" } @{ $section->{lxc} // [] });
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
