package PVE::Syscall;

# The calls that bring a mount into a running container, of which Perl has none. Numbers of x86_64.

use strict;
use warnings;

use Fcntl qw(O_RDONLY);

use constant {
    AT_FDCWD => -100,
    CLONE_NEWNS => 0x00020000,
    CLONE_NEWUSER => 0x10000000,
    SYS_SETNS => 308,
    SYS_OPEN_TREE => 428,
    SYS_MOVE_MOUNT => 429,
    OPEN_TREE_CLONE => 1,
    MOVE_MOUNT_F_EMPTY_PATH => 4,
    MOVE_MOUNT_T_EMPTY_PATH => 0x40,
};

sub open_namespace {
    my ($pid, $name) = @_;
    sysopen(my $file, "/proc/$pid/ns/$name", O_RDONLY) or die "failed to open the container's $name namespace: $!\n";
    return $file;
}

sub enter_mount_namespace { enter(@_, CLONE_NEWNS, 'mount') }
sub enter_user_namespace { enter(@_, CLONE_NEWUSER, 'user') }

sub enter {
    my ($file, $kind, $name) = @_;
    syscall(SYS_SETNS, fileno($file), $kind) == 0 or die "failed to enter the container's $name namespace: $!\n";
}

# A mount of that file alone, in no namespace yet.
sub detached_mount {
    my ($path) = @_;
    my $descriptor = syscall(SYS_OPEN_TREE, AT_FDCWD, $path, OPEN_TREE_CLONE);
    die "open_tree() on '$path' failed: $!\n" if $descriptor < 0;
    open(my $file, '<&=', $descriptor) or die "open_tree() on '$path' failed: $!\n";
    return $file;
}

sub attach_mount {
    my ($mount, $target) = @_;
    my $nothing = '';
    syscall(SYS_MOVE_MOUNT, fileno($mount), $nothing, fileno($target), $nothing, MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) == 0
        or die "move_mount failed: $!\n";
}

1;
