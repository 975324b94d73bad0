package PVE::LXC::Create;

# create, clone, template and destroy (proxmox.md §1.1, §5.2, §5.3).

use strict;
use warnings;

use PVE::CLIHandler;
use PVE::Lab;
use PVE::LXC::Config;
use PVE::LXC::Devices;
use PVE::LXC::Guest;
use PVE::LXC::Inside;
use PVE::LXC::Lifecycle;
use PVE::LXC::Pending;
use PVE::LXC::Render;
use PVE::LXC::Running;
use PVE::LXC::Storage;
use PVE::Tools qw(quiet_command package_is_at_least);
use PVE::Worker;

# ── create ──

sub create {
    my ($values) = @_;
    my ($id, $template, $start) = delete @{$values}{qw(vmid ostemplate start)};
    PVE::Lab::check_quorum();
    PVE::LXC::Config::check_unused($id);
    my $storage = delete $values->{storage} // 'local';
    my $rootfs = delete $values->{rootfs} // "$storage:4";
    my $conf = conf_of($id, $values);
    my $layer = PVE::LXC::Storage::template_directory($template, $conf->{unprivileged});
    ($storage, my $size) = disk_of($rootfs, $storage);
    my $failure = "unable to create CT $id - ";
    eval { PVE::LXC::Config::reserve($id) };
    die "$failure$@" if $@;
    PVE::Worker::run_and_exit(sub {
        my $done = eval { PVE::LXC::Config::with_lock($id, sub { fill($id, $conf, $storage, $size, $layer) }) };
        undo_create($id, $failure . $@) if !$done;
        PVE::LXC::Lifecycle::start_locked($id) if $start;
    });
}

# What is not a property has no effect in a lab: pools, bandwidth, passwords. Unprivileged since pve-container 6.0.6.
sub conf_of {
    my ($id, $values) = @_;
    my $unprivileged = delete $values->{unprivileged} // package_is_at_least('pve-container', 6, 0, 6);
    my %properties = map { $_ => $values->{$_} } grep { PVE::LXC::Schema::is_property($_) } keys %$values;
    my $conf = { pending => {}, snapshots => {} };
    PVE::LXC::Pending::update($id, $conf, 0, { delete => [], revert => [], values => \%properties });
    $conf->{unprivileged} = 1 if $unprivileged;
    return $conf;
}

# `8`, `local-lvm:8`: a new volume of so many GiB.
sub disk_of {
    my ($text, $default) = @_;
    my $name = PVE::LXC::Config::volume($text)->{volume} // '';
    my ($storage, $size) = $name =~ m/^(?:([^:]+):)?(\d+(?:\.\d+)?)$/ or die "unable to create volume '$name'\n";
    $storage //= $default;
    PVE::LXC::Storage::check_storage($storage);
    return ($storage, $size);
}

sub fill {
    my ($id, $conf, $storage, $size, $layer) = @_;
    my $volume = PVE::LXC::Storage::create_volume(PVE::LXC::Storage::free_name($storage, $id, 'vm'), $layer);
    print "extracting archive '$layer'\n";
    my ($system, $architecture) = PVE::LXC::Guest::system_of($layer);
    %$conf = (hostname => "CT$id", memory => 512, swap => 512, ostype => $system, arch => $architecture, %$conf,
        rootfs => "$volume,size=${size}G");
    PVE::LXC::Config::store($id, $conf);
    PVE::LXC::Inside::with_root($id, $volume, sub { PVE::LXC::Guest::make_host_keys($conf, @_) });
    return 1;
}

sub undo_create {
    my ($id, $failure) = @_;
    my $conf = eval { PVE::LXC::Config::load($id) } // {};
    eval { PVE::LXC::Storage::remove_volume($_->[1]{volume}) } for PVE::LXC::Config::volumes_of($conf);
    eval { PVE::LXC::Config::remove($id) };
    die $failure;
}

# ── clone ──

# `lock: disk` on the source and `lock: create` on the target for as long as it takes.
sub clone {
    my ($values) = @_;
    my ($id, $new) = @{$values}{qw(vmid newid)};
    PVE::LXC::Storage::check_storage($values->{storage}) if defined($values->{storage});
    PVE::Lab::check_quorum();
    my $conf = PVE::LXC::Config::set_lock($id, 'disk');
    unlocking($id, sub { PVE::LXC::Config::reserve($new) });
    my $plan = unlocking($id, sub { plan_clone($values, $conf) }, $new);
    PVE::Worker::run_and_exit(sub {
        print "creating a clone of container $id with ID $new\n";
        eval { make_clone($values, $plan) };
        my $failed = $@;
        eval { PVE::LXC::Config::remove_lock($id, 'disk') };
        print $@ if $@;
        undo_create($new, "clone failed: $failed") if $failed;
        PVE::LXC::Config::remove_lock($new, 'create');
    });
}

# What fails takes the locks away, and the id that was reserved.
sub unlocking {
    my ($id, $code, $reserved) = @_;
    my $result = eval { $code->() };
    return $result if !$@;
    my $failed = $@;
    eval { PVE::LXC::Config::remove_lock($id, 'disk') };
    eval { PVE::LXC::Config::remove($reserved) } if defined($reserved);
    die $failed;
}

# The conf of the new one, and what is to be done with each volume.
sub plan_clone {
    my ($values, $source) = @_;
    my ($id, $new, $snapshot) = @{$values}{qw(vmid newid snapname)};
    my $full = $values->{full} // !PVE::LXC::Config::is_template($source);
    my $running = PVE::LXC::Running::is_running($id);
    die "parameter 'storage' not allowed for linked clones\n" if defined($values->{storage}) && !$full;
    die "snapshot '$snapshot' does not exist\n" if defined($snapshot) && !$source->{snapshots}{$snapshot};
    my $conf = defined($snapshot) ? $source->{snapshots}{$snapshot} : $source;
    my @volumes = PVE::LXC::Config::volumes_of($conf);
    check_clonable(@$_, $full, $running, $snapshot) for @volumes;
    PVE::LXC::Config::change_reserved($new, sub { PVE::LXC::Config::store($new, clone_conf($conf, $values)) });
    return { full => $full, volumes => \@volumes };
}

sub check_clonable {
    my ($key, $volume, $full, $running, $snapshot) = @_;
    die "unable to clone mountpoint '$key' (type $volume->{type})\n" if $volume->{type} ne 'volume';
    die "Full clone of a running container is only possible from a snapshot\n" if $full && $running && !defined($snapshot);
    die "Linked clone feature for '$volume->{volume}' is not available\n"
        if !$full && !PVE::LXC::Storage::has_feature('clone', $volume, $snapshot);
}

# Everything but what is another's: volumes come later, interfaces get new addresses of their own.
sub clone_conf {
    my ($source, $values) = @_;
    my %conf = map { $_ => $source->{$_} } grep {
        !m/^(?:rootfs|mp\d+|unused\d+|snapshots|parent|snaptime|snapstate|pending|template|digest|lock)$/
    } keys %$source;
    for my $key (grep { m/^net\d+$/ } keys %conf) {
        my $net = PVE::LXC::Config::network($conf{$key});
        $conf{$key} = PVE::LXC::Schema::print_string('network', { %$net, hwaddr => PVE::Tools::random_mac() });
    }
    $conf{lock} = 'create';
    $conf{hostname} = $values->{hostname} if $values->{hostname};
    $conf{description} = "$values->{description}\n" if $values->{description};
    return \%conf;
}

sub make_clone {
    my ($values, $plan) = @_;
    my ($new, $snapshot) = @{$values}{qw(newid snapname)};
    for my $entry (@{ $plan->{volumes} }) {
        my ($key, $volume) = @$entry;
        print $plan->{full} ? "create full clone of mountpoint $key" : "create linked clone of mount point $key", " ($volume->{volume})\n";
        my $storage = $values->{storage} // (PVE::LXC::Storage::split_name($volume->{volume}))[0];
        $volume->{volume} = PVE::LXC::Storage::clone($volume->{volume}, $storage, $new, $snapshot);
        PVE::LXC::Config::change_reserved($new, sub {
            my ($conf) = @_;
            $conf->{$key} = PVE::LXC::Config::print_volume($volume);
            PVE::LXC::Config::store($new, $conf);
        });
    }
    PVE::LXC::Inside::with_root($new, $plan->{volumes}[0][1]{volume}, \&PVE::LXC::Guest::forget_machine);
}

# ── template ──

# Nobody looks at the task's end: exit 0 whatever becomes of it.
sub make_template {
    my ($values) = @_;
    my $id = $values->{vmid};
    PVE::LXC::Config::with_lock($id, sub {
        my $conf = PVE::LXC::Config::load($id);
        PVE::LXC::Config::check_lock($conf);
        die "unable to create template, because CT contains snapshots\n" if %{ $conf->{snapshots} };
        die "you can't convert a template to a template\n" if PVE::LXC::Config::is_template($conf);
        die "you can't convert a CT to template if the CT is running\n" if PVE::LXC::Running::is_running($id);
        PVE::Worker::run(sub { convert($id, $conf) });
    });
}

sub convert {
    my ($id, $conf) = @_;
    for my $entry (PVE::LXC::Config::volumes_of($conf)) {
        my ($key, $volume) = @$entry;
        die "Template feature is not available for '" . ($volume->{volume} // '') . "'\n"
            if !PVE::LXC::Storage::has_feature('template', $volume);
        $volume->{volume} = PVE::LXC::Storage::make_base($volume->{volume});
        $conf->{$key} = PVE::LXC::Config::print_volume($volume);
    }
    $conf->{template} = 1;
    PVE::LXC::Config::store($id, $conf);
    PVE::LXC::Render::write_config($id, $conf);
}

# ── destroy ──

sub destroy {
    my ($values) = @_;
    my ($id, $force) = @{$values}{qw(vmid force)};
    check_destroyable($id, $force);
    PVE::Worker::run_and_exit(sub {
        PVE::LXC::Config::with_lock($id, sub {
            my $conf = check_destroyable($id, $force);
            print "forced to stop CT $id before destroying!\n" if PVE::LXC::Running::is_running($id);
            PVE::LXC::Lifecycle::bring_down($id, ['--kill']);
            remove_container($id, $conf, $values->{purge});
        });
    });
}

sub check_destroyable {
    my ($id, $force) = @_;
    my $conf = PVE::LXC::Config::load($id);
    PVE::LXC::Config::check_protection($conf, "can't remove CT $id");
    PVE::LXC::Config::check_lock($conf);
    die "unable to destroy CT $id - container is running\n" if !$force && PVE::LXC::Running::is_running($id);
    return $conf;
}

sub remove_container {
    my ($id, $conf, $purge) = @_;
    for my $entry (PVE::LXC::Config::volumes_of($conf)) {
        PVE::LXC::Storage::remove_volume($entry->[1]{volume}) if $entry->[1]{type} eq 'volume';
    }
    quiet_command('rm', '-rf', '--one-file-system', '--', "$PVE::LXC::Devices::CONTAINERS/$id");
    print "purging CT $id from related configurations..\n" if $purge;
    PVE::LXC::Config::remove($id);
}

1;
