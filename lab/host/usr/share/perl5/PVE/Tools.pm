package PVE::Tools;

# Files, commands and locks, as every other module here needs them.

use strict;
use warnings;

use Errno qw(EINTR);
use Exporter qw(import);
use Fcntl qw(LOCK_EX LOCK_NB);

our @EXPORT_OK = qw(
    read_file read_first_line write_file make_path lock_file
    run_command quiet_command package_is_at_least
    split_list encode_text decode_text random_mac
);

# undef where there is no such file.
sub read_file {
    my ($path) = @_;
    open(my $file, '<', $path) or return undef;
    local $/;
    return scalar(<$file>) // '';
}

sub read_first_line {
    my ($path) = @_;
    my $text = read_file($path) // return undef;
    return $text =~ m/^(.*)$/m ? $1 : '';
}

# Beside the file and renamed over it, as every writer in /etc/pve does (proxmox.md §4).
sub write_file {
    my ($path, $text) = @_;
    my $new = "$path.tmp.$$";
    open(my $file, '>', $new) or die "unable to open file '$new' - $!\n";
    my $written = print {$file} $text;
    if (!close($file) || !$written) {
        my $why = $!;
        unlink($new);
        die "unable to write '$new' - $why\n";
    }
    rename($new, $path) or die "close (rename) atomic file '$path' failed: $!\n";
}

# Open to all, whatever the caller's umask: the root of a container without privileges is one of them.
sub make_path {
    my ($path) = @_;
    my $made = '';
    for my $part (split(m!/!, $path)) {
        $made .= "$part/";
        chmod(0755, $made) if mkdir($made);
    }
}

sub run_command {
    my (@command) = @_;
    system { $command[0] } @command;
    die "command '@command' failed: " . outcome($?) . "\n" if $? != 0;
}

# For what may fail.
sub quiet_command {
    my (@command) = @_;
    my $pid = fork() // die "fork failed: $!\n";
    if (!$pid) {
        open(STDIN, '<', '/dev/null');
        open(STDOUT, '>', '/dev/null');
        open(STDERR, '>', '/dev/null');
        { exec { $command[0] } @command };
        require POSIX;
        POSIX::_exit(127);
    }
    waitpid($pid, 0);
    return $? == 0;
}

sub outcome {
    my ($status) = @_;
    return "failed to execute" if $status == -1;
    return "got signal " . ($status & 127) if $status & 127;
    return "exit code " . ($status >> 8);
}

sub split_list {
    my ($text) = @_;
    return grep { length } split(/[,;\s\0]+/, $text // '');
}

# Descriptions are comments in a conf, percent-encoded: control characters, `:`, `%` and what is not ASCII (proxmox.md §2.1).
sub encode_text {
    my ($bytes) = @_;
    return $bytes =~ s/([^\x20-\x24\x26-\x39\x3b-\x7e])/sprintf('%%%02X', ord($1))/ger;
}

sub decode_text {
    my ($text) = @_;
    return $text =~ s/%([0-9A-Fa-f]{2})/chr(hex($1))/ger;
}

my %held; # path => [process, file handle]

# A lock that this process holds already is held for the inner code too; a worker is another process (proxmox.md §1.0).
sub lock_file {
    my ($path, $seconds, $code) = @_;
    return $code->() if $held{$path} && $held{$path} == $$;
    my $file = acquire($path, $seconds);
    local $held{$path} = $$;
    return $code->();
}

sub acquire {
    my ($path, $seconds) = @_;
    open(my $file, '>>', $path) or die "can't lock file '$path' - can't open file - $!\n";
    return $file if flock($file, LOCK_EX | LOCK_NB);
    print STDERR "trying to acquire lock...\n";
    my $acquired = wait_for_lock($file, $seconds);
    die "can't lock file '$path' - got timeout\n" if !$acquired;
    print STDERR " OK\n";
    return $file;
}

sub wait_for_lock {
    my ($file, $seconds) = @_;
    my ($late, $acquired);
    local $SIG{ALRM} = sub { $late = 1 };
    alarm($seconds);
    do { $acquired = flock($file, LOCK_EX) } until $acquired || $late || $! != EINTR;
    alarm(0);
    return $acquired;
}

# What pct can do depends on the version that the host says it has.
sub package_is_at_least {
    my ($name, @wanted) = @_;
    my ($entry) = grep { m/^Package: \Q$name\E$/m } split(/\n\n/, read_file('/var/lib/dpkg/status') // '');
    my @version = ($entry // '') =~ m/^Version: (\d+)\.(\d+)\.(\d+)/m or return 0;
    for my $part (0 .. $#wanted) {
        return $version[$part] > $wanted[$part] if $version[$part] != $wanted[$part];
    }
    return 1;
}

# Of the vendor that Proxmox's own come from.
sub random_mac {
    return sprintf('BC:24:11:%02X:%02X:%02X', map { int(rand(256)) } 1 .. 3);
}

1;
