package PVE::LXC::Schema;

# What a conf may say: properties with their types, property strings like `/dev/x,mode=0660`, and the allowed raw keys.

use strict;
use warnings;

our $ID = { type => 'integer', minimum => 100, maximum => 999_999_999 };
our $SNAPSHOT_NAME = { type => 'string', format => 'configid', max_length => 40 };
our $BOOLEAN = { type => 'boolean' };
our $STRING = { type => 'string' };
our $INTEGER = { type => 'integer' };

# The sub-keys of a property string; what stands without a key belongs to `default`.
my $volume_keys = {
    volume => { type => 'string', default => 1 },
    mp => { type => 'string' },
    size => { type => 'string' },
    mountoptions => { type => 'string' },
    map { $_ => $BOOLEAN } qw(acl backup quota replicate ro shared),
};
our $STRINGS = {
    volume => $volume_keys,
    device => {
        path => { type => 'string', default => 1, format => 'device-path' },
        mode => { type => 'string', pattern => '0[0-7]{3}' },
        uid => $INTEGER,
        gid => $INTEGER,
        'deny-write' => $BOOLEAN,
    },
    network => {
        name => { type => 'string', pattern => '[-_.\w\d]+', required => 1 },
        bridge => { type => 'string', pattern => '[-_.\w\d]+' },
        hwaddr => { type => 'string', pattern => '[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){5}' },
        ip => { type => 'string', pattern => '(?:dhcp|manual|\d+(?:\.\d+){3}/\d+)' },
        gw => { type => 'string', pattern => '\d+(?:\.\d+){3}' },
        type => { type => 'string', pattern => 'veth' },
        (map { $_ => $INTEGER } qw(mtu tag)),
        (map { $_ => $STRING } qw(ip6 gw6 trunks rate)),
        (map { $_ => $BOOLEAN } qw(firewall link_down host-managed)),
    },
    features => {
        mount => $STRING,
        map { $_ => $BOOLEAN } qw(force_rw_sys fuse keyctl mknod nesting),
    },
};

our $PROPERTIES = {
    lock => { type => 'string', values => [qw(backup create destroyed disk fstrim migrate mounted rollback snapshot snapshot-delete)] },
    arch => { type => 'string', values => [qw(amd64 i386 arm64 armhf riscv32 riscv64)] },
    cmode => { type => 'string', values => [qw(shell console tty)] },
    hostname => { type => 'string', format => 'dns-name' },
    features => { type => 'string', string => 'features' },
    rootfs => { type => 'string', string => 'volume' },
    cpulimit => { type => 'number' },
    (map { $_ => $BOOLEAN } qw(console debug onboot protection template unprivileged)),
    (map { $_ => $INTEGER } qw(cores cpuunits memory snaptime swap tty)),
    (map { $_ => $STRING } qw(description entrypoint env hookscript nameserver ostype parent searchdomain startup tags timezone)),
    (map { ("dev$_" => { type => 'string', string => 'device' }) } 0 .. 255),
    (map { ("mp$_" => { type => 'string', string => 'volume' }) } 0 .. 255),
    (map { ("unused$_" => { type => 'string', string => 'volume' }) } 0 .. 255),
    (map { ("net$_" => { type => 'string', string => 'network' }) } 0 .. 31),
};

# Proxmox's own, not to be set by hand (proxmox.md §2.1).
my %inner = map { $_ => 1 } qw(lock parent snaptime);

sub is_property {
    my ($key) = @_;
    return 0 if $key =~ m/^dev\d+$/ && PVE::Lab::before_devices();
    return defined($PROPERTIES->{$key});
}

# The options of `pct set` and `pct create`.
sub settable {
    return { map { $_ => $PROPERTIES->{$_} } grep { !$inner{$_} && is_property($_) } keys %$PROPERTIES };
}

# Answers the value as it is kept.
sub check_value {
    my ($key, $value) = @_;
    die "unknown setting '$key'\n" if !is_property($key);
    die "property contains a line feed\n" if $value =~ m/[\n\r]/;
    return typed($PROPERTIES->{$key}, $value);
}

sub typed {
    my ($schema, $value) = @_;
    my $type = $schema->{type};
    return boolean($value) // type_error($type, $value) if $type eq 'boolean';
    return $value =~ m/^\d+$/ ? within_limits($schema, int($value)) : type_error($type, $value) if $type eq 'integer';
    return $value =~ m/^\d+(?:\.\d+)?$/ ? $value : type_error($type, $value) if $type eq 'number';
    check_string($schema, $value);
    return $value;
}

sub type_error {
    my ($type, $value) = @_;
    die "type check ('$type') failed - got '$value'\n";
}

sub boolean {
    my ($value) = @_;
    return 1 if $value =~ m/^(?:1|on|yes|true)$/i;
    return 0 if $value =~ m/^(?:0|off|no|false)$/i;
    return undef;
}

sub within_limits {
    my ($schema, $value) = @_;
    my ($least, $most) = @{$schema}{qw(minimum maximum)};
    die "value must have a minimum value of $least\n" if defined($least) && $value < $least;
    die "value must have a maximum value of $most\n" if defined($most) && $value > $most;
    return $value;
}

my %formats = (
    configid => sub {
        die "invalid format - invalid configuration ID '$_[0]'\n" if $_[0] !~ m/^[a-z][a-z0-9_-]+$/i;
    },
    'dns-name' => sub {
        die "invalid format - value does not look like a valid DNS name\n"
            if $_[0] !~ m/^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i;
    },
    # Below /dev, and no way out of it (proxmox.md §3.1).
    'device-path' => sub {
        die "invalid format - $_[0] is not a valid device path\n" if $_[0] !~ m!^/dev/! || $_[0] =~ m!/\.\.?(?:/|$)!;
    },
);

sub check_string {
    my ($schema, $value) = @_;
    $formats{ $schema->{format} }->($value) if $schema->{format};
    die "value may only be $schema->{max_length} characters long\n"
        if $schema->{max_length} && length($value) > $schema->{max_length};
    die "value does not match the regex pattern\n" if $schema->{pattern} && $value !~ m/^(?:$schema->{pattern})$/;
    if (my $values = $schema->{values}) {
        die "value '$value' does not have a value in the enumeration '" . join(', ', @$values) . "'\n"
            if !grep { $_ eq $value } @$values;
    }
    parse_string($schema->{string}, $value) if $schema->{string};
}

# ── property strings ──

sub parse_string {
    my ($name, $text) = @_;
    my $schema = $STRINGS->{$name};
    my %found;
    for my $part (split(/,/, $text)) {
        next if $part =~ m/^\s*$/;
        my ($key, $value) = $part =~ m/^([^=]+)=(.*)$/ ? ($1, $2) : (default_key($schema), $part);
        die "invalid format - duplicate key in comma-separated list property: $key\n" if exists($found{$key});
        $found{$key} = $value;
    }
    check_parts($schema, \%found);
    return \%found;
}

sub default_key {
    my ($schema) = @_;
    my ($key) = grep { $schema->{$_}->{default} } keys %$schema;
    return $key // die "invalid format - value without key, but schema does not define a default key\n";
}

sub check_parts {
    my ($schema, $found) = @_;
    my %wrong;
    for my $key (keys %$found) {
        my $part = $schema->{$key};
        $wrong{$key} = "property is not defined in schema and the schema does not allow additional properties\n" if !$part;
        next if !$part;
        $found->{$key} = eval { typed($part, $found->{$key}) };
        $wrong{$key} = $@ if $@;
    }
    for my $key (grep { $schema->{$_}->{required} && !exists($found->{$_}) } keys %$schema) {
        $wrong{$key} = "property is missing and it is not optional\n";
    }
    die { parts => \%wrong } if %wrong;
}

# The key that needs no name first, then what is required, then the rest by name.
sub print_string {
    my ($name, $values) = @_;
    my $schema = $STRINGS->{$name};
    my $rank = sub { $schema->{ $_[0] }->{default} ? 0 : $schema->{ $_[0] }->{required} ? 1 : 2 };
    my @keys = sort { $rank->($a) <=> $rank->($b) || $a cmp $b } grep { defined($values->{$_}) } keys %$values;
    return join(',', map { $schema->{$_}->{default} ? $values->{$_} : "$_=$values->{$_}" } @keys);
}

# What a check died with, as Proxmox says it of a property: one line, or one for each part of a property string.
sub error_lines {
    my ($key, $error) = @_;
    return "$key: $error" if !ref($error);
    my $parts = $error->{parts};
    return join('', "$key: invalid format - format error\n", map { "$key.$_: $parts->{$_}" } sort keys %$parts);
}

# ── raw keys (proxmox.md §2.3) ──

my %raw_keys = map { ("lxc.$_" => 1) } (
    qw(include arch uts.name pty.max tty.max devtty.dir autodev kmsg rootfs.mount idmap group environment),
    (map { "apparmor.$_" } qw(profile allow_incomplete allow_nesting raw)),
    (map { "environment.$_" } qw(runtime hooks)),
    (map { "signal.$_" } qw(halt reboot stop)),
    (map { "init.$_" } qw(cmd cwd uid gid groups)),
    (map { "console.$_" } qw(logfile path)),
    (map { "mount.$_" } qw(fstab entry auto)),
    (map { "cap.$_" } qw(drop keep)),
    (map { "seccomp.$_" } qw(profile notify.proxy notify.cookie)),
    (map { "hook.$_" } qw(pre-start pre-mount mount start stop post-stop clone destroy autodev version)),
    (map { "log.$_" } qw(level file)),
    (map { "start.$_" } qw(auto delay order)),
    (map { "sysctl.fs.mqueue.$_" } qw(msg_max msgsize_max queues_max)),
    (map { "sysctl.kernel.$_" } qw(msgmax msgmnb msgmni sem shmall shmmax shmmni shm_rmid_forced)),
    'selinux.context',
);
my %refused_keys = (
    'lxc.rootfs.path' => 'lxc.rootfs.path is auto generated from rootfs',
    'lxc.rootfs.options' => 'lxc.rootfs.options is not supported, please use mount point options in the "rootfs" key',
);
my %renamed_keys = (
    'lxc.aa_profile' => 'lxc.apparmor.profile',
    'lxc.console' => 'lxc.console.path',
    'lxc.id_map' => 'lxc.idmap',
    'lxc.init_cmd' => 'lxc.init.cmd',
    'lxc.mount' => 'lxc.mount.fstab',
    'lxc.pts' => 'lxc.pty.max',
    'lxc.seccomp' => 'lxc.seccomp.profile',
    'lxc.tty' => 'lxc.tty.max',
    'lxc.utsname' => 'lxc.uts.name',
);

# Answers (allowed, what to say of it).
sub raw_key {
    my ($key) = @_;
    return (1, "$key: lxc.limit.* was renamed to lxc.prlimit.*") if $key =~ m/^lxc\.limit\./;
    return (1, "$key is deprecated and was renamed to $renamed_keys{$key}") if $renamed_keys{$key};
    return (0, "$key: $refused_keys{$key}") if $refused_keys{$key};
    return (1, "$key is deprecated, this will be a hard error in the future!") if $key =~ m/^lxc\.cgroup\./;
    return ($raw_keys{$key} || $key =~ m/^lxc\.(?:cgroup2|prlimit|net)\./, undef);
}

1;
