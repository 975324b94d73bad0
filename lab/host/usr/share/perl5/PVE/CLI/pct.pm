package PVE::CLI::pct;

# The commands of pct and their options (proxmox.md §1.1).

use strict;
use warnings;

use PVE::CLIHandler;
use PVE::LXC::Create;
use PVE::LXC::Inside;
use PVE::LXC::Lifecycle;
use PVE::LXC::Properties;
use PVE::LXC::Resize;
use PVE::LXC::Schema;
use PVE::LXC::Snapshot;

my $id = $PVE::LXC::Schema::ID;
my $boolean = $PVE::LXC::Schema::BOOLEAN;
my $integer = $PVE::LXC::Schema::INTEGER;
my $string = $PVE::LXC::Schema::STRING;
my $snapshot = $PVE::LXC::Schema::SNAPSHOT_NAME;
my $file_options = { user => $string, group => $string, perms => $string };

our $cmddef = {
    clone => {
        args => ['vmid', 'newid'],
        options => {
            vmid => $id,
            newid => $id,
            full => $boolean,
            hostname => $PVE::LXC::Schema::PROPERTIES->{hostname},
            snapname => $snapshot,
            bwlimit => $integer,
            map { $_ => $string } qw(description pool storage target),
        },
        run => \&PVE::LXC::Create::clone,
    },
    config => {
        args => ['vmid'],
        options => { vmid => $id, current => $boolean, snapshot => $snapshot },
        run => \&PVE::LXC::Properties::config,
    },
    create => {
        args => ['vmid', 'ostemplate'],
        options => {
            %{ PVE::LXC::Schema::settable() },
            vmid => $id,
            bwlimit => $integer,
            (map { $_ => $string } qw(ostemplate password pool ssh-public-keys storage)),
            (map { $_ => $boolean } qw(force ha-managed ignore-unpack-errors restore start unique)),
        },
        run => \&PVE::LXC::Create::create,
    },
    delsnapshot => {
        args => ['vmid', 'snapname'],
        options => { vmid => $id, snapname => $snapshot, force => $boolean },
        run => \&PVE::LXC::Snapshot::remove,
    },
    destroy => {
        args => ['vmid'],
        options => { vmid => $id, map { $_ => $boolean } qw(force purge destroy-unreferenced-disks) },
        run => \&PVE::LXC::Create::destroy,
    },
    enter => {
        args => ['vmid'],
        options => {
            vmid => $id,
            'keep-env' => {
                type => 'boolean',
            },
        },
        run => \&PVE::LXC::Inside::enter,
    },
    exec => {
        args => ['vmid', 'extra-args'],
        options => {
            vmid => $id,
            'keep-env' => {
                type => 'boolean',
            },
        },
        run => \&PVE::LXC::Inside::execute,
    },
    list => {
        args => [],
        options => {},
        run => \&PVE::LXC::Properties::list,
    },
    listsnapshot => {
        args => ['vmid'],
        options => { vmid => $id },
        run => \&PVE::LXC::Snapshot::list,
    },
    mount => {
        args => ['vmid'],
        options => { vmid => $id },
        run => \&PVE::LXC::Inside::mount,
    },
    pending => {
        args => ['vmid'],
        options => { vmid => $id },
        run => \&PVE::LXC::Properties::pending,
    },
    pull => {
        args => ['vmid', 'path', 'destination'],
        options => { vmid => $id, path => $string, destination => $string, %$file_options },
        run => \&PVE::LXC::Inside::pull,
    },
    push => {
        args => ['vmid', 'file', 'destination'],
        options => { vmid => $id, file => $string, destination => $string, %$file_options },
        run => \&PVE::LXC::Inside::push_file,
    },
    reboot => {
        args => ['vmid'],
        options => { vmid => $id, timeout => $integer },
        run => sub { PVE::LXC::Lifecycle::reboot($_[0]{vmid}, $_[0]) },
    },
    resize => {
        args => ['vmid', 'disk', 'size'],
        options => { vmid => $id, map { $_ => $string } qw(disk size digest) },
        run => \&PVE::LXC::Resize::run,
    },
    rollback => {
        args => ['vmid', 'snapname'],
        options => { vmid => $id, snapname => $snapshot, start => $boolean },
        run => \&PVE::LXC::Snapshot::roll_back,
    },
    set => {
        args => ['vmid'],
        options => {
            %{ PVE::LXC::Schema::settable() },
            vmid => $id,
            map { $_ => $string } qw(delete revert digest),
        },
        run => \&PVE::LXC::Properties::set,
    },
    shutdown => {
        args => ['vmid'],
        options => { vmid => $id, timeout => $integer, forceStop => $boolean },
        run => sub { PVE::LXC::Lifecycle::shutdown($_[0]{vmid}, $_[0]) },
    },
    snapshot => {
        args => ['vmid', 'snapname'],
        options => { vmid => $id, snapname => $snapshot, description => $string },
        run => \&PVE::LXC::Snapshot::create,
    },
    start => {
        args => ['vmid'],
        options => { vmid => $id, skiplock => $boolean, debug => $boolean },
        run => sub { PVE::LXC::Lifecycle::start($_[0]{vmid}, $_[0]) },
    },
    status => {
        args => ['vmid'],
        options => { vmid => $id, verbose => $boolean },
        run => \&PVE::LXC::Properties::status,
    },
    stop => {
        args => ['vmid'],
        options => { vmid => $id, skiplock => $boolean, 'overrule-shutdown' => $boolean },
        run => sub { PVE::LXC::Lifecycle::stop($_[0]{vmid}, $_[0]) },
    },
    template => {
        args => ['vmid'],
        options => { vmid => $id },
        run => \&PVE::LXC::Create::make_template,
    },
    unlock => {
        args => ['vmid'],
        options => { vmid => $id },
        run => sub { PVE::LXC::Config::remove_lock($_[0]{vmid}) },
    },
    unmount => {
        args => ['vmid'],
        options => { vmid => $id },
        run => \&PVE::LXC::Inside::unmount,
    },
};

sub run_cli_handler {
    PVE::CLIHandler::run('pct', $cmddef, @ARGV);
}

1;
