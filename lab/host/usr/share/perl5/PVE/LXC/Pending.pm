package PVE::LXC::Pending;

# `pct set`: what comes at once and what waits for the next start (proxmox.md §2.5).

use strict;
use warnings;

use PVE::LXC::Config;
use PVE::LXC::Devices;
use PVE::LXC::Grammar;
use PVE::LXC::Schema;
use PVE::Tools qw(split_list);

# What a running container takes; that a limit or an interface is changed in the kernel too is not for a lab.
my $live = qr/^(?:
    description|onboot|startup|protection|hostname|hookscript|cores|tags|lock|cpulimit|cpuunits|memory|swap|net\d+|unused\d+
)$/x;

# Changes the conf that it is given; answers what could not be done: key => text.
sub update {
    my ($id, $conf, $running, $change) = @_;
    for my $key (@{ $change->{revert} }) {
        delete $conf->{pending}{$key};
        forget_deletion($conf, $key);
    }
    ask_deletion($conf, $_) for grep { may_delete($conf, $_) } @{ $change->{delete} };
    for my $key (sort keys %{ $change->{values} }) {
        $conf->{pending}{$key} = checked($key, $change->{values}{$key});
        forget_deletion($conf, $key);
    }
    forget_what_is_so($conf);
    my %selected = map { $_ => 1 } @{ $change->{delete} }, keys %{ $change->{values} };
    return $running ? plug($id, $conf, \%selected) : apply($conf, \%selected);
}

# Deleting what is not set is a warning.
sub may_delete {
    my ($conf, $key) = @_;
    if (!defined($conf->{$key}) && !defined($conf->{pending}{$key})) {
        warn "cannot delete '$key' - not set in current configuration!\n";
        return 0;
    }
    die "unable to delete required option '$key'\n" if $key =~ m/^(?:memory|rootfs|ostype)$/;
    die "unable to delete read-only option: '$key'\n" if $key eq 'unprivileged';
    return 1;
}

sub checked {
    my ($key, $value) = @_;
    die "unable to modify read-only option: '$key'\n" if $key eq 'unprivileged';
    PVE::LXC::Devices::numbers(PVE::LXC::Devices::path_of($value)) if $key =~ m/^dev\d+$/;
    die "a lab has no mount points that are volumes: $value\n"
        if $key =~ m/^mp\d+$/ && PVE::LXC::Config::volume($value)->{type} eq 'volume';
    return PVE::LXC::Schema::print_string('network', PVE::LXC::Config::network($value)) if $key =~ m/^net\d+$/;
    return $value;
}

# ── the list of what is to be deleted ──

sub deletions {
    my ($conf) = @_;
    return map { s/^!//r } split_list($conf->{pending}{delete});
}

sub set_deletions {
    my ($conf, @keys) = @_;
    my %once = map { $_ => 1 } @keys;
    if (@keys) { $conf->{pending}{delete} = join(',', sort keys %once) }
    else { delete $conf->{pending}{delete} }
}

sub ask_deletion {
    my ($conf, $key) = @_;
    set_deletions($conf, deletions($conf), $key);
}

sub forget_deletion {
    my ($conf, $key) = @_;
    set_deletions($conf, grep { $_ ne $key } deletions($conf));
}

sub forget_what_is_so {
    my ($conf) = @_;
    for my $key (waiting($conf)) {
        delete $conf->{pending}{$key} if defined($conf->{$key}) && $conf->{pending}{$key} eq $conf->{$key};
    }
    set_deletions($conf, grep { defined($conf->{$_}) } deletions($conf));
}

# Raw lines below [pve:pending] wait as one (proxmox.md §2.2).
sub waiting {
    my ($conf) = @_;
    return sort grep { $_ ne 'delete' } keys %{ $conf->{pending} };
}

# ── what becomes of it ──

# Stopped, or at a start: everything, or what is selected.
sub apply {
    my ($conf, $selected) = @_;
    for my $key (grep { !$selected || $selected->{$_} } deletions($conf)) {
        delete $conf->{$key};
        forget_deletion($conf, $key);
    }
    forget_what_is_so($conf);
    for my $key (grep { !$selected || $selected->{$_} } waiting($conf)) {
        $conf->{$key} = delete $conf->{pending}{$key};
    }
    return {};
}

# What the start and the end of a container do.
sub apply_all {
    my ($id, $conf) = @_;
    return if !%{ $conf->{pending} };
    apply($conf);
    PVE::LXC::Config::store($id, $conf);
}

# Running: a devN that is new is made in the container there and then, from pve-container 6.0.4 on (proxmox.md §3.1).
sub plug {
    my ($id, $conf, $selected) = @_;
    my %failed;
    for my $key (grep { $selected->{$_} && m/$live/ } deletions($conf)) {
        delete $conf->{$key};
        forget_deletion($conf, $key);
    }
    for my $key (grep { $selected->{$_} && comes_at_once($conf, $_) } waiting($conf)) {
        eval { PVE::LXC::Devices::plug($id, $conf, $conf->{pending}{$key}) if $key =~ m/^dev/ };
        if ($@) { $failed{$key} = "unable to hotplug $key: $@" }
        else { $conf->{$key} = delete $conf->{pending}{$key} }
    }
    return \%failed;
}

sub comes_at_once {
    my ($conf, $key) = @_;
    return $key =~ m/$live/ if $key !~ m/^dev\d+$/;
    return !exists($conf->{$key}) && PVE::LXC::Devices::can_plug();
}

# ── how it is shown (proxmox.md §1.1) ──

# With what waits in place of what is.
sub merged {
    my ($conf) = @_;
    my %merged = %$conf;
    $merged{$_} = $conf->{pending}{$_} for grep { !ref($conf->{pending}{$_}) } waiting($conf);
    delete @merged{deletions($conf)};
    return \%merged;
}

sub lines {
    my ($conf) = @_;
    my %deleted = map { $_ => 1 } deletions($conf);
    my %pending = map { $_ => $conf->{pending}{$_} } grep { !ref($conf->{pending}{$_}) } waiting($conf);
    my %keys = map { $_ => 1 } keys(%pending), PVE::LXC::Grammar::properties_of($conf), exists($conf->{description}) ? 'description' : ();
    return map { lines_of($_, $conf->{$_}, $pending{$_}, $deleted{$_}) } sort keys %keys;
}

sub lines_of {
    my ($key, $current, $new, $deleted) = @_;
    ($current, $new) = map { defined && $key eq 'description' ? PVE::Tools::encode_text($_) : $_ } $current, $new;
    return "new $key: $new\n" if !defined($current);
    return "del $key: $current\n" if $deleted;
    return ("cur $key: $current\n", defined($new) ? "new $key: $new\n" : ());
}

1;
