package PVE::Worker;

# A task: what it prints comes on stdout, only the line it fails with on stderr (proxmox.md §1.0).

use strict;
use warnings;

use POSIX ();

# True if the work succeeded. The worker outlives a pct that is killed, since it leads a session of its own.
sub run {
    my ($code) = @_;
    pipe(my $from_worker, my $to_parent) or die "unable to create pipe - $!\n";
    my $pid = fork() // die "unable to fork worker - $!\n";
    if (!$pid) {
        close($from_worker);
        work($code, $to_parent);
    }
    close($to_parent);
    my $succeeded = relay($from_worker, $pid);
    waitpid($pid, 0);
    return $succeeded;
}

sub work {
    my ($code, $to_parent) = @_;
    POSIX::setsid();
    open(STDIN, '<', '/dev/null');
    open(STDOUT, '>&', $to_parent);
    open(STDERR, '>&', $to_parent);
    close($to_parent);
    $| = 1;
    $SIG{$_} = sub { die "received interrupt\n" } for qw(INT QUIT TERM);
    eval { $code->() };
    print last_line($@);
    POSIX::_exit($@ ? 255 : 0);
}

sub last_line {
    my ($error) = @_;
    return "TASK OK\n" if !$error;
    chomp($error);
    return 'TASK ERROR: ' . ($error =~ s/\n/ /gr) . "\n";
}

sub relay {
    my ($from_worker, $pid) = @_;
    local $| = 1;
    local $SIG{PIPE} = 'IGNORE';
    local @SIG{qw(INT QUIT TERM)} = (sub { kill('TERM', -$pid) }) x 3;
    while (defined(my $line = <$from_worker>)) {
        if ($line !~ m/^(.*)TASK (?:OK|ERROR: (.*))$/) {
            print $line;
            next;
        }
        # What a command printed without a line feed stands before it.
        print "$1\n" if length($1);
        print STDERR "$2\n" if defined($2);
        return !defined($2);
    }
    return 0;
}

# For the commands that answer for their task.
sub run_and_exit {
    my ($code) = @_;
    exit(run($code) ? 0 : 255);
}

1;
