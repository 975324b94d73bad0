package PVE::CLI::pct;

# The commands of pct and their options (proxmox.md §1.1).

use strict;
use warnings;

use PVE::CLIHandler;
use PVE::LXC::Config;
use PVE::LXC::Schema;

# pct is called often, and each command needs little of all that is here: its module is read when it runs.
sub of {
    my ($module, $name) = @_;
    return sub {
        require "PVE/LXC/$module.pm";
        "PVE::LXC::$module"->can($name)->(@_);
    };
}

sub of_container {
    my $run = of(@_);
    return sub { $run->($_[0]{vmid}, $_[0]) };
}

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
        run => of('Create', 'clone'),
    },
    config => {
        args => ['vmid'],
        options => { vmid => $id, current => $boolean, snapshot => $snapshot },
        run => of('Properties', 'config'),
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
        run => of('Create', 'create'),
    },
    delsnapshot => {
        args => ['vmid', 'snapname'],
        options => { vmid => $id, snapname => $snapshot, force => $boolean },
        run => of('Snapshot', 'remove'),
    },
    destroy => {
        args => ['vmid'],
        options => { vmid => $id, map { $_ => $boolean } qw(force purge destroy-unreferenced-disks) },
        run => of('Create', 'destroy'),
    },
    enter => {
        args => ['vmid'],
        options => {
            vmid => $id,
            'keep-env' => {
                type => 'boolean',
            },
        },
        run => of('Attach', 'enter'),
    },
    exec => {
        args => ['vmid', 'extra-args'],
        options => {
            vmid => $id,
            'keep-env' => {
                type => 'boolean',
            },
        },
        run => of('Attach', 'execute'),
    },
    list => {
        args => [],
        options => {},
        run => of('Properties', 'list'),
    },
    listsnapshot => {
        args => ['vmid'],
        options => { vmid => $id },
        run => of('Snapshot', 'list'),
    },
    mount => {
        args => ['vmid'],
        options => { vmid => $id },
        run => of('Inside', 'mount'),
    },
    pending => {
        args => ['vmid'],
        options => { vmid => $id },
        run => of('Properties', 'pending'),
    },
    pull => {
        args => ['vmid', 'path', 'destination'],
        options => { vmid => $id, path => $string, destination => $string, %$file_options },
        run => of('Inside', 'pull'),
    },
    push => {
        args => ['vmid', 'file', 'destination'],
        options => { vmid => $id, file => $string, destination => $string, %$file_options },
        run => of('Inside', 'push_file'),
    },
    reboot => {
        args => ['vmid'],
        options => { vmid => $id, timeout => $integer },
        run => of_container('Lifecycle', 'reboot'),
    },
    resize => {
        args => ['vmid', 'disk', 'size'],
        options => { vmid => $id, map { $_ => $string } qw(disk size digest) },
        run => of('Resize', 'run'),
    },
    rollback => {
        args => ['vmid', 'snapname'],
        options => { vmid => $id, snapname => $snapshot, start => $boolean },
        run => of('Snapshot', 'roll_back'),
    },
    set => {
        args => ['vmid'],
        options => {
            %{ PVE::LXC::Schema::settable() },
            vmid => $id,
            map { $_ => $string } qw(delete revert digest),
        },
        run => of('Change', 'set'),
    },
    shutdown => {
        args => ['vmid'],
        options => { vmid => $id, timeout => $integer, forceStop => $boolean },
        run => of_container('Lifecycle', 'shutdown'),
    },
    snapshot => {
        args => ['vmid', 'snapname'],
        options => { vmid => $id, snapname => $snapshot, description => $string },
        run => of('Snapshot', 'create'),
    },
    start => {
        args => ['vmid'],
        options => { vmid => $id, skiplock => $boolean, debug => $boolean },
        run => of_container('Lifecycle', 'start'),
    },
    status => {
        args => ['vmid'],
        options => { vmid => $id, verbose => $boolean },
        run => of('Properties', 'status'),
    },
    stop => {
        args => ['vmid'],
        options => { vmid => $id, skiplock => $boolean, 'overrule-shutdown' => $boolean },
        run => of_container('Lifecycle', 'stop'),
    },
    template => {
        args => ['vmid'],
        options => { vmid => $id },
        run => of('Create', 'make_template'),
    },
    unlock => {
        args => ['vmid'],
        options => { vmid => $id },
        run => sub { PVE::LXC::Config::remove_lock($_[0]{vmid}) },
    },
    unmount => {
        args => ['vmid'],
        options => { vmid => $id },
        run => of('Inside', 'unmount'),
    },
};

sub run_cli_handler {
    PVE::CLIHandler::run('pct', $cmddef, @ARGV);
}

1;
