package PVE::LXC::Storage;

# Volumes of containers: overlay stacks on the lab's tmpfs that behave like LVM-thin, like ZFS or like a directory
# (proxmox.md §5.1).
#
# images/<id>/<volume>/upper   what was written since the layers below were frozen
#                     /layers  these, topmost first: frozen uppers, last a template's root filesystem
#                     /snapshots/<name>  the layers of a snapshot
# images/frozen/<number>       what no volume writes to any more, shared by all that stand on it

use strict;
use warnings;

use Time::HiRes ();

use PVE::LXC::Config;
use PVE::Tools qw(read_file write_file run_command quiet_command make_path);

our $IMAGES = '/var/lib/vz/images';
our $TEMPLATES = '/var/lib/vz-templates';

our $CONFIGURATION = '/etc/pve/storage.cfg';

# What each type of storage can do with a volume, a snapshot of it, a base volume; how its volumes are called.
my %types = (
    lvmthin => {
        snapshot => { current => 1 },
        clone => { base => 1, snapshot => 1 },
        template => { current => 1 },
        name => sub { "$_[1]-$_[0]-disk-0" },
    },
    zfspool => {
        snapshot => { current => 1 },
        clone => { base => 1 },
        template => { current => 1 },
        newest => 1, # only the newest snapshot can be rolled back to
        name => sub { ($_[1] eq 'vm' ? 'subvol' : 'basevol') . "-$_[0]-disk-0" },
    },
    dir => {
        snapshot => {},
        clone => {},
        template => { current => 1 },
        name => sub { "$_[0]/$_[1]-$_[0]-disk-0.raw" },
    },
);

# name => { type, content => {…}, disable }
sub storages {
    my (%found, $storage);
    for my $line (split(/\n/, read_file($CONFIGURATION) // '')) {
        if ($line =~ m/^(\w+):\s*(\S+)\s*$/) { $storage = $found{$2} = { type => $1, content => {} } }
        elsif ($line =~ m/^\s+content\s+(\S+)/) { $storage->{content} = { map { $_ => 1 } split(/,/, $1) } }
        elsif ($line =~ m/^\s+disable(?:\s+1)?\s*$/) { $storage->{disable} = 1 }
    }
    return \%found;
}

sub storage {
    my ($name) = @_;
    return storages()->{$name} // die "storage '$name' does not exist\n";
}

sub type_of {
    my ($name) = @_;
    my $type = storage($name)->{type};
    return $types{$type} // die "the lab knows no storage of type '$type'\n";
}

sub check_storage {
    my ($name) = @_;
    my $storage = storage($name);
    die "storage '$name' is disabled\n" if $storage->{disable};
    die "storage '$name' does not support container directories\n" if !$storage->{content}{rootdir};
}

# ── names ──

# local-lvm:vm-901-disk-0, local-zfs:subvol-901-disk-0, local:901/vm-901-disk-0.raw; an index where the first are taken.
sub free_name {
    my ($storage, $id, $kind) = @_;
    my $first = "$storage:" . type_of($storage)->{name}->($id, $kind);
    for my $index (0 .. 255) {
        my $name = $first =~ s/disk-0/disk-$index/r;
        return $name if !-e directory($name);
    }
    die "unable to allocate an image name for VM $id in storage '$storage'\n";
}

sub split_name {
    my ($volume) = @_;
    my ($storage, $kind, $id) = $volume =~ m!^([^:]+):(?:\d+/)?(vm|base|subvol|basevol)-(\d+)-disk-\d+(?:\.raw)?$!
        or die "unable to parse volume ID '$volume'\n";
    storage($storage);
    return ($storage, $kind =~ m/^base/ ? 'base' : 'vm', $id);
}

sub directory {
    my ($volume) = @_;
    my (undef, undef, $id) = split_name($volume);
    return "$IMAGES/$id/" . ($volume =~ s!^.*[:/]!!r =~ s/\.raw$//r);
}

sub has_feature {
    my ($feature, $volume, $snapshot) = @_;
    return 0 if $volume->{type} ne 'volume';
    my ($storage, $kind) = split_name($volume->{volume});
    my $of = defined($snapshot) ? 'snapshot' : $kind eq 'base' ? 'base' : 'current';
    return type_of($storage)->{$feature}{$of};
}

# ── templates of distributions ──

our $ARCHIVES = '/var/lib/vz/template/cache';

# `local:vztmpl/debian-12-standard_12.7-1_amd64.tar.zst`, its path, or the name of the directory itself: debian12.
sub distribution_of {
    my ($template) = @_;
    return $template if $template =~ m/^[a-z]+\d+$/;
    my $archive = $template =~ s!^local:vztmpl/!$ARCHIVES/!r;
    die "volume '$template' does not exist\n" if !-f $archive;
    my ($name, $major, $minor) = $archive =~ m!/(debian|ubuntu)-(\d+)(?:\.(\d+))?-[^/]*$!
        or die "can't open '$template' - the lab knows no such distribution\n";
    return $name eq 'ubuntu' ? "$name$major$minor" : "$name$major";
}

sub template_directory {
    my ($template, $unprivileged) = @_;
    my $directory = "$TEMPLATES/" . distribution_of($template) . ($unprivileged ? '-unprivileged' : '');
    die "volume '$template' does not exist\n" if !-d "$directory/etc";
    return $directory;
}

# ── volumes ──

sub create_volume {
    my ($name, @layers) = @_;
    my $directory = directory($name);
    make_path("$directory/work");
    make_path("$directory/snapshots");
    fresh_upper($directory, $layers[0]);
    write_layers("$directory/layers", @layers);
    return $name;
}

# The root directory's mode and owner are those of the topmost layer.
sub fresh_upper {
    my ($directory, $layer) = @_;
    mkdir("$directory/upper") or die "unable to create '$directory/upper': $!\n";
    my ($mode, $user, $group) = (stat($layer))[2, 4, 5];
    chown($user, $group, "$directory/upper");
    chmod($mode & 07777, "$directory/upper");
}

sub layers {
    my ($file) = @_;
    return split(/\n/, read_file($file) // die "no such logical volume '$file'\n");
}

sub write_layers {
    my ($file, @layers) = @_;
    write_file($file, join('', map { "$_\n" } @layers));
}

sub remove_volume {
    my ($name) = @_;
    quiet_command('rm', '-rf', '--', directory($name));
    (my $parent = directory($name)) =~ s!/[^/]+$!!;
    rmdir($parent);
    remove_unused_layers();
}

# A frozen layer that no volume and no snapshot names.
sub remove_unused_layers {
    my %used = map { $_ => 1 } map { layers($_) } glob("$IMAGES/*/*/layers $IMAGES/*/*/snapshots/*");
    for my $layer (glob("$IMAGES/frozen/*")) {
        quiet_command('rm', '-rf', '--', $layer) if !$used{$layer};
    }
}

# What is written to it from now on does not change what the layers hold. A mounted upper cannot be taken away, so it is copied.
sub freeze {
    my ($name, $mounted) = @_;
    my $directory = directory($name);
    my @layers = layers("$directory/layers");
    my $frozen = new_layer();
    if ($mounted) {
        run_command('cp', '--archive', '--no-target-directory', "$directory/upper", $frozen);
        return ($frozen, @layers);
    }
    rename("$directory/upper", $frozen) or die "unable to freeze '$directory': $!\n";
    fresh_upper($directory, $frozen);
    write_layers("$directory/layers", $frozen, @layers);
    return ($frozen, @layers);
}

sub new_layer {
    make_path("$IMAGES/frozen");
    my ($last) = sort { $b <=> $a } map { m!/(\d+)$! ? $1 : () } glob("$IMAGES/frozen/*");
    return "$IMAGES/frozen/" . (($last // 0) + 1);
}

sub snapshot {
    my ($name, $snapshot, $mounted) = @_;
    write_layers(directory($name) . "/snapshots/$snapshot", freeze($name, $mounted));
}

sub snapshot_layers {
    my ($name, $snapshot) = @_;
    my $file = directory($name) . "/snapshots/$snapshot";
    die "no such logical volume '$name\@$snapshot'\n" if !-e $file;
    return layers($file);
}

sub remove_snapshot {
    my ($name, $snapshot) = @_;
    snapshot_layers($name, $snapshot);
    unlink(directory($name) . "/snapshots/$snapshot");
    remove_unused_layers();
}

# ZFS gives up what came after.
sub check_rollback {
    my ($name, $snapshot) = @_;
    my ($storage) = split_name($name);
    return if !type_of($storage)->{newest};
    my ($newest) = sort { time_of($b) <=> time_of($a) } glob(directory($name) . '/snapshots/*');
    die "can't rollback, '$snapshot' is not most recent snapshot on '$name'\n" if $newest !~ m!/\Q$snapshot\E$!;
}

sub time_of { return (Time::HiRes::stat($_[0]))[9] }

sub roll_back {
    my ($name, $snapshot) = @_;
    my $directory = directory($name);
    my @layers = snapshot_layers($name, $snapshot);
    quiet_command('rm', '-rf', '--', "$directory/upper", "$directory/work");
    mkdir("$directory/work");
    fresh_upper($directory, $layers[0]);
    write_layers("$directory/layers", @layers);
    remove_unused_layers();
}

# Full or linked is the same here: frozen layers never change, whoever stands on them.
sub clone {
    my ($name, $storage, $id, $snapshot) = @_;
    my (undef, $kind) = split_name($name);
    my @layers = defined($snapshot) ? snapshot_layers($name, $snapshot)
        : $kind eq 'base' ? layers(directory($name) . '/layers')
        : freeze($name, 0);
    return create_volume(free_name($storage, $id, 'vm'), @layers);
}

# vm-… becomes base-…, subvol-… basevol-…, and nothing is written to it any more.
sub make_base {
    my ($name) = @_;
    freeze($name, 0);
    my $base = $name =~ s/(?:vm|(sub)vol)-(?=\d+-disk)/$1 ? 'basevol-' : 'base-'/er;
    rename(directory($name), directory($base)) or die "unable to rename '$name' to '$base': $!\n";
    return $base;
}

sub mount_volume {
    my ($name, $target) = @_;
    my $directory = directory($name);
    my $lower = join(':', layers("$directory/layers"));
    run_command('mount', '-t', 'overlay', $name, $target, '-o',
        "lowerdir=$lower,upperdir=$directory/upper,workdir=$directory/work,index=off,metacopy=off,redirect_dir=on");
}

1;
