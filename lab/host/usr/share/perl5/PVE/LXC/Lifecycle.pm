package PVE::LXC::Lifecycle;

# Start and stop (proxmox.md §1.1, §1.4).

use strict;
use warnings;

use Time::HiRes qw(sleep);

use PVE::Lab;
use PVE::LXC::Config;
use PVE::LXC::Pending;
use PVE::LXC::Render;
use PVE::LXC::Running;
use PVE::Tools qw(read_file write_file run_command quiet_command);
use PVE::Worker;

# ── high availability ──

# A guest that is managed is only asked for, and it obeys later: here after the seconds that the world says (proxmox.md §1.0).
sub ask_manager {
    my ($what, $id) = @_;
    my $seconds = PVE::Lab::switch_value("guests/$id.ha") // return;
    PVE::Worker::run_and_exit(sub {
        print "Requesting HA $what for CT $id\n";
        run_command('systemd-run', '--quiet', '--collect', "--on-active=$seconds", '--timer-property=AccuracySec=100ms',
            '/usr/share/lxc/pve-guests', $what, $id);
    });
}

# ── start ──

sub start {
    my ($id, $options) = @_;
    die "CT $id already running\n" if PVE::LXC::Running::is_running($id);
    PVE::Lab::check_quorum();
    ask_manager('start', $id);
    PVE::Worker::run_and_exit(sub { start_locked($id, $options->{skiplock}) });
}

# The lock is held until the container runs.
sub start_locked {
    my ($id, $ignore_lock) = @_;
    PVE::LXC::Config::with_lock($id, sub {
        my $conf = PVE::LXC::Config::load($id);
        die "you can't start a CT if it's a template\n" if PVE::LXC::Config::is_template($conf);
        PVE::LXC::Config::refuse_locked($conf, $ignore_lock);
        # For the hook, which looks at the lock again.
        write_file("/run/lxc/skiplock-$id", '') if $ignore_lock;
        bring_up($id, $conf);
    });
}

sub bring_up {
    my ($id, $conf) = @_;
    PVE::LXC::Pending::apply_all($id, $conf);
    PVE::LXC::Render::write_config($id, $conf);
    unlink(errors_file($id));
    run_command('systemctl', 'start', "pve-container\@$id");
    return if await_running($id);
    print read_file(errors_file($id)) // '';
    die "startup for container '$id' failed\n";
}

sub errors_file {
    my ($id) = @_;
    return "/run/pve/ct-$id.stderr";
}

# RUNNING is said by the monitor, once there is one; a unit that has ended never gets that far. Nothing of systemd, network
# or nodes inside is waited for.
sub await_running {
    my ($id) = @_;
    for (1 .. 500) {
        return quiet_command('lxc-wait', '-n', $id, '-s', 'RUNNING|STOPPED|ABORTING', '-t', 60) && is_up($id) if PVE::LXC::Running::is_running($id);
        return 0 if !quiet_command('systemctl', 'is-active', '--quiet', "pve-container\@$id");
        sleep(0.02);
    }
    return 0;
}

sub is_up {
    my ($id) = @_;
    return `lxc-info -n $id -sH 2>/dev/null` =~ m/^RUNNING/;
}

# ── stop ──

sub stop {
    my ($id, $options) = @_;
    die "CT $id not running\n" if !PVE::LXC::Running::is_running($id);
    ask_manager('stop', $id);
    PVE::Worker::run_and_exit(sub {
        PVE::LXC::Config::with_lock($id, sub {
            PVE::LXC::Config::refuse_locked(PVE::LXC::Config::load($id), $options->{skiplock});
            bring_down($id, ['--kill']);
        });
    });
}

sub shutdown {
    my ($id, $options) = @_;
    die "CT $id not running\n" if !PVE::LXC::Running::is_running($id);
    ask_manager('stop', $id);
    PVE::Worker::run_and_exit(sub {
        PVE::LXC::Config::with_lock($id, sub {
            PVE::LXC::Config::check_lock(PVE::LXC::Config::load($id));
            shut_down($id, $options->{timeout} // 60, $options->{forceStop});
        });
    });
}

sub shut_down {
    my ($id, $seconds, $force) = @_;
    bring_down($id, [$force ? () : '--nokill', defined($seconds) ? ('--timeout', $seconds) : ()], $seconds);
}

sub reboot {
    my ($id, $options) = @_;
    die "VM $id not running\n" if !PVE::LXC::Running::is_running($id);
    PVE::Worker::run_and_exit(sub {
        PVE::LXC::Config::with_lock($id, sub {
            return if !PVE::LXC::Running::is_running($id);
            shut_down($id, $options->{timeout}, 1);
            bring_up($id, PVE::LXC::Config::load($id));
        });
    });
}

# A container is down when its monitor is: only then are its mounts gone (proxmox.md §1.6).
sub bring_down {
    my ($id, $how, $seconds) = @_;
    require IO::Select;
    require IO::Socket::UNIX;
    my $monitor = IO::Socket::UNIX->new(Peer => "\0" . PVE::LXC::Running::socket_path($id)) or return;
    eval { run_command('lxc-stop', '-n', $id, @$how) };
    my $failed = $@;
    print $failed if $failed;
    my @closed = IO::Select->new($monitor)->can_read($failed ? ($seconds // 60) + 5 : undef);
    die "container did not stop\n" if !@closed || defined(readline($monitor));
}

1;
