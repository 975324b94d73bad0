package PVE::LXC::Snapshot;

# Snapshots: a section of the conf and one of the volume (proxmox.md §2.4, §5.1). Each step leaves a trace in the conf
# (`lock`, `snapstate`), so that a pct that was killed shows.

use strict;
use warnings;

use POSIX qw(strftime);

use PVE::LXC::Config;
use PVE::LXC::Lifecycle;
use PVE::LXC::Running;
use PVE::LXC::Storage;
use PVE::Tools qw(run_command quiet_command);
use PVE::Worker;

# ── create ──

sub create {
    my ($values) = @_;
    my ($id, $name) = @{$values}{qw(vmid snapname)};
    die "unable to use snapshot name '$name' (reserved name)\n" if $name =~ m/^(?:current|vzdump)$/;
    PVE::Worker::run_and_exit(sub {
        PVE::LXC::Config::with_lock($id, sub { begin($id, $name, $values->{description}) });
        freeze_volumes($id, $name);
        PVE::LXC::Config::with_lock($id, sub { commit($id, $name) });
    });
}

sub begin {
    my ($id, $name, $description) = @_;
    my $conf = PVE::LXC::Config::load($id);
    die "you can't take a snapshot if it's a template\n" if PVE::LXC::Config::is_template($conf);
    PVE::LXC::Config::check_lock($conf);
    die "snapshot name '$name' already used\n" if $conf->{snapshots}{$name};
    die "snapshot feature is not available\n"
        if grep { !PVE::LXC::Storage::has_feature('snapshot', $_->[1]) } PVE::LXC::Config::volumes_of($conf);
    $conf->{snapshots}{$name} = { properties($conf), snapstate => 'prepare', snaptime => time() };
    $conf->{snapshots}{$name}{description} = "$description\n" if $description;
    $conf->{lock} = 'snapshot';
    PVE::LXC::Config::store($id, $conf);
}

# Raw lines too; what belongs to the container rather than to its state is left out.
sub properties {
    my ($section) = @_;
    return map { $_ => $section->{$_} }
        grep { !m/^(?:snapshots|snapstate|snaptime|lock|digest|description|pending|unused\d+)$/ } keys %$section;
}

# A running container is frozen for it.
sub freeze_volumes {
    my ($id, $name) = @_;
    my $running = PVE::LXC::Running::is_running($id);
    run_command('lxc-freeze', '-n', $id) if $running;
    eval { PVE::LXC::Storage::snapshot($_->[1]{volume}, $name, $running) for volumes($id, $name) };
    my $failed = $@;
    quiet_command('lxc-unfreeze', '-n', $id) if $running;
    return if !$failed;
    print "snapshot create failed: starting cleanup\n";
    drop($id, $name);
    die $failed;
}

sub volumes {
    my ($id, $name) = @_;
    return PVE::LXC::Config::volumes_of(PVE::LXC::Config::load($id)->{snapshots}{$name});
}

sub commit {
    my ($id, $name) = @_;
    my $conf = PVE::LXC::Config::load($id);
    die "missing snapshot lock\n" if !PVE::LXC::Config::has_lock($conf, 'snapshot');
    my $snapshot = existing($conf, $name);
    die "wrong snapshot state\n" if ($snapshot->{snapstate} // '') ne 'prepare';
    delete $snapshot->{snapstate};
    delete $conf->{lock};
    $conf->{parent} = $name;
    PVE::LXC::Config::store($id, $conf);
}

sub existing {
    my ($conf, $name) = @_;
    return $conf->{snapshots}{$name} // die "snapshot '$name' does not exist\n";
}

# ── delete ──

sub remove {
    my ($values) = @_;
    my ($id, $name, $force) = @{$values}{qw(vmid snapname force)};
    PVE::Worker::run_and_exit(sub {
        existing(PVE::LXC::Config::load($id), $name);
        PVE::LXC::Config::set_lock($id, 'snapshot-delete');
        PVE::LXC::Config::with_lock($id, sub { mark_deleted($id, $name) });
        for my $entry (volumes($id, $name)) {
            eval { PVE::LXC::Storage::remove_snapshot($entry->[1]{volume}, $name) };
            die $@ if $@ && !$force;
        }
        drop($id, $name);
    });
}

sub mark_deleted {
    my ($id, $name) = @_;
    my $conf = PVE::LXC::Config::load($id);
    die "you can't delete a snapshot if vm is a template\n" if PVE::LXC::Config::is_template($conf);
    existing($conf, $name)->{snapstate} = 'delete';
    PVE::LXC::Config::store($id, $conf);
}

# Who came after it comes after its parent now.
sub drop {
    my ($id, $name) = @_;
    PVE::LXC::Config::with_lock($id, sub {
        my $conf = PVE::LXC::Config::load($id);
        my $parent = (delete $conf->{snapshots}{$name})->{parent};
        for my $section ($conf, values %{ $conf->{snapshots} }) {
            next if ($section->{parent} // '') ne $name;
            if (defined($parent)) { $section->{parent} = $parent }
            else { delete $section->{parent} }
        }
        delete $conf->{lock};
        PVE::LXC::Config::store($id, $conf);
    });
}

# ── rollback ──

sub roll_back {
    my ($values) = @_;
    my ($id, $name) = @{$values}{qw(vmid snapname)};
    PVE::Worker::run_and_exit(sub {
        PVE::LXC::Config::with_lock($id, sub { prepare_rollback($id, $name) });
        PVE::LXC::Storage::roll_back($_->[1]{volume}, $name) for volumes($id, $name);
        PVE::LXC::Config::with_lock($id, sub { apply_snapshot($id, $name) });
        PVE::LXC::Lifecycle::start_locked($id) if $values->{start};
    });
}

# A running container is stopped hard.
sub prepare_rollback {
    my ($id, $name) = @_;
    my $conf = PVE::LXC::Config::load($id);
    die "you can't rollback if vm is a template\n" if PVE::LXC::Config::is_template($conf);
    my $snapshot = existing($conf, $name);
    die "unable to rollback to incomplete snapshot (snapstate = $snapshot->{snapstate})\n" if $snapshot->{snapstate};
    PVE::LXC::Storage::check_rollback($_->[1]{volume}, $name) for volumes($id, $name);
    PVE::LXC::Config::check_lock($conf);
    PVE::LXC::Lifecycle::bring_down($id, ['--kill']);
    die "unable to rollback vm $id: vm is running\n" if PVE::LXC::Running::is_running($id);
    # What waited may have been applied by the stop.
    $conf = PVE::LXC::Config::load($id);
    $conf->{lock} = 'rollback';
    PVE::LXC::Config::store($id, $conf);
}

# Raw lines that came after the snapshot are gone; description and unused volumes stay.
sub apply_snapshot {
    my ($id, $name) = @_;
    my $conf = PVE::LXC::Config::load($id);
    die "got wrong lock\n" if !PVE::LXC::Config::has_lock($conf, 'rollback');
    my %kept = map { $_ => $conf->{$_} } grep { m/^(?:unused\d+|description|snapshots)$/ } keys %$conf;
    PVE::LXC::Config::store($id, { %kept, properties(existing($conf, $name)), parent => $name });
}

# ── list ──

sub list {
    my ($values) = @_;
    my $conf = PVE::LXC::Config::load($values->{vmid});
    my %entries = %{ $conf->{snapshots} };
    $entries{current} = { description => 'You are here!', parent => $conf->{parent} };
    my %below;
    push @{ $below{ parent_of($_, \%entries) } }, $_ for keys %entries;
    print_below('', '`->', \%entries, \%below);
}

# Of a parent that is gone nothing is said.
sub parent_of {
    my ($name, $entries) = @_;
    my $parent = $entries->{$name}{parent} // '';
    return $entries->{$parent} ? $parent : '';
}

# The oldest first; `current` has no time and comes last.
sub print_below {
    my ($parent, $prefix, $entries, $below) = @_;
    my $time = sub { $entries->{ $_[0] }{snaptime} // 9**15 };
    for my $name (sort { $time->($a) <=> $time->($b) || $a cmp $b } @{ $below->{$parent} // [] }) {
        print list_line($prefix, $name, $entries->{$name});
        print_below($name, " $prefix", $entries, $below);
    }
}

sub list_line {
    my ($prefix, $name, $entry) = @_;
    my $time = defined($entry->{snaptime}) ? strftime('%F %H:%M:%S', localtime($entry->{snaptime})) : '';
    my ($last) = reverse split(/\n/, $entry->{description} || 'no-description');
    my $width = length($prefix) < 30 ? 30 - length($prefix) : 0;
    return sprintf("%s %-${width}s %-23s %s\n", $prefix, $name, $time, $last);
}

1;
