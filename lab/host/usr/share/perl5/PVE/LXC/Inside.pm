package PVE::LXC::Inside;

# Files in a container (proxmox.md §1.3).

use strict;
use warnings;

use Fcntl qw(O_CREAT O_EXCL O_TRUNC O_WRONLY);

use PVE::Lab;
use PVE::LXC::Config;
use PVE::LXC::Devices;
use PVE::LXC::Running;
use PVE::LXC::Storage;
use PVE::Syscall;
use PVE::Tools qw(quiet_command make_path);
use PVE::Worker;

# ── files: what fails in the task is said and forgotten, exit 0 ──

sub push_file {
    my ($values) = @_;
    my $id = $values->{vmid};
    PVE::LXC::Config::with_lock($id, sub {
        die "can only push files to a running CT\n" if !PVE::LXC::Running::is_running($id);
        my $unprivileged = PVE::LXC::Config::load($id)->{unprivileged};
        PVE::Worker::run(sub { push_into($values, $unprivileged) });
    });
}

# The container's user namespace is entered for `unprivileged: 1` alone, not for an id map of one's own.
sub push_into {
    my ($values, $unprivileged) = @_;
    my $init = PVE::LXC::Devices::init_pid($values->{vmid});
    open(my $source, '<', $values->{file}) or die "failed to open $values->{file} for reading: $!\n";
    my $mounts = PVE::Syscall::open_namespace($init, 'mnt');
    my $users = $unprivileged && PVE::Syscall::open_namespace($init, 'user');
    PVE::Syscall::enter_mount_namespace($mounts);
    PVE::LXC::Devices::become_root_of($users) if $unprivileged;
    chdir('/') or die "failed to change to container root directory\n";
    die "failed to create file: $values->{destination}: No space left on device\n" if PVE::Lab::switched('push-fails');
    copy($source, create_file($values->{destination}, $values), PVE::Lab::switch_value('push-bytes'));
}

sub pull {
    my ($values) = @_;
    my $id = $values->{vmid};
    PVE::LXC::Config::with_lock($id, sub {
        die "can only pull files from a running VM" if !PVE::LXC::Running::is_running($id);
        PVE::Worker::run(sub { pull_out($values) });
    });
}

sub pull_out {
    my ($values) = @_;
    my $mounts = PVE::Syscall::open_namespace(PVE::LXC::Devices::init_pid($values->{vmid}), 'mnt');
    my $target = create_file($values->{destination}, $values);
    PVE::Syscall::enter_mount_namespace($mounts);
    chdir('/') or die "failed to change to container root directory\n";
    open(my $source, '<', $values->{path}) or die "failed to open $values->{path}: $!\n";
    copy($source, $target);
}

# Nobody looks whether all of it arrived.
sub copy {
    my ($source, $target, $limit) = @_;
    my $left = $limit // 9**15;
    while ($left > 0 && sysread($source, my $part, $left < 65536 ? $left : 65536)) {
        syswrite($target, $part) or return;
        $left -= length($part);
    }
}

# New: mode as asked or by the umask. There already: written over in place. Names are those of where it is called.
sub create_file {
    my ($path, $values) = @_;
    my $user = number_of($values->{user}, 'uid', sub { getpwnam($_[0]) });
    my $group = number_of($values->{group}, 'gid', sub { getgrnam($_[0]) });
    my $mode = mode_of($values->{perms});
    if (sysopen(my $new, $path, O_WRONLY | O_CREAT | O_EXCL, 0)) {
        return owned($new, $mode // 0666 & ~umask(), $user, $group);
    }
    sysopen(my $file, $path, O_WRONLY | O_CREAT | O_TRUNC) or die "failed to create file: $path: $!\n";
    return owned($file, $mode, $user, $group);
}

sub number_of {
    my ($name, $kind, $look_up) = @_;
    return $name if !defined($name) || $name =~ m/^\d+$/;
    return scalar($look_up->($name)) // die "failed to get $kind for: $name\n";
}

# Octal, with or without a leading zero; hexadecimal after 0x.
sub mode_of {
    my ($text) = @_;
    return undef if !defined($text);
    my $number = $text =~ m/^0/ ? $text : "0$text";
    die "invalid mode: '$number'\n" if $number !~ m/^0(?:[0-7]*|x[0-9a-f]+)$/i;
    return oct($number);
}

sub owned {
    my ($file, $mode, $user, $group) = @_;
    chmod($mode, $file) if defined($mode);
    if (defined($user) || defined($group)) {
        my ($old_user, $old_group) = (stat($file))[4, 5];
        chown($user // $old_user, $group // $old_group, $file) or die "failed to change file owner: $!\n";
    }
    return $file;
}

# ── a stopped container's files ──

sub mount {
    my ($values) = @_;
    my $id = $values->{vmid};
    my $root = root_of($id);
    die "a lab cannot mount a container that runs: see /proc/<its init>/root\n" if PVE::LXC::Running::is_running($id);
    PVE::LXC::Config::with_lock($id, sub {
        my $conf = PVE::LXC::Config::set_lock($id, 'mounted');
        make_path($root);
        PVE::LXC::Storage::mount_volume((PVE::LXC::Config::volumes_of($conf))[0][1]{volume}, $root);
    });
    print "mounted CT $id in '$root'\n";
}

sub unmount {
    my ($values) = @_;
    my $id = $values->{vmid};
    PVE::LXC::Config::with_lock($id, sub {
        quiet_command('umount', '--recursive', root_of($id));
        PVE::LXC::Config::remove_lock($id, 'mounted');
    });
}

sub root_of {
    my ($id) = @_;
    return "$PVE::LXC::Devices::CONTAINERS/$id/rootfs";
}

# For a task that needs them for a moment; `$code` gets the directory.
sub with_root {
    my ($id, $volume, $code) = @_;
    my $root = root_of($id);
    make_path($root);
    PVE::LXC::Storage::mount_volume($volume, $root);
    my $result = eval { [$code->($root)] };
    my $failed = $@;
    quiet_command('umount', '--recursive', $root);
    die $failed if !$result;
    return @$result;
}

1;
