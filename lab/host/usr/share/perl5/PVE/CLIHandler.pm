package PVE::CLIHandler;

# A command line as Proxmox reads it: Getopt::Long in its permuting way, then types (proxmox.md §1.0).
#
# A command: { args => [positional…], options => { name => schema }, run => sub { (values) = @_ } }. A positional whose name
# ends in `?` may be missing; `extra-args` takes the rest.

use strict;
use warnings;

use Getopt::Long qw(GetOptionsFromArray);

use PVE::LXC::Schema;

sub run {
    my ($program, $commands, @words) = @_;
    # What a container's command gets, if it gets the environment at all (proxmox.md §1.2).
    $ENV{PATH} = '/sbin:/bin:/usr/sbin:/usr/bin';
    die "please run as root\n" if $> != 0;
    my $name = command_name($program, $commands, shift @words);
    my $values = eval { values_of($commands->{$name}, \@words) };
    refuse($@, usage($program, $name, $commands->{$name})) if !$values;
    $commands->{$name}{run}->($values);
}

# Unique abbreviations are names too.
sub command_name {
    my ($program, $commands, $word) = @_;
    refuse("ERROR: no command specified\n", overview($program, $commands)) if !defined($word);
    return $word if $commands->{$word};
    my @fitting = sort grep { index($_, $word) == 0 } keys %$commands;
    return $fitting[0] if @fitting == 1;
    refuse("ERROR: command '$program $word' is ambiguous:\n", map { "  $program $_\n" } @fitting) if @fitting;
    refuse("ERROR: unknown command '$program $word'\n", overview($program, $commands));
}

sub refuse {
    print STDERR @_;
    exit(255);
}

sub overview {
    my ($program, $commands) = @_;
    return map { usage($program, $_, $commands->{$_}) } sort keys %$commands;
}

sub usage {
    my ($program, $name, $command) = @_;
    my @args = map { $_ eq 'extra-args' ? '[<extra-args>]' : m/^(.*)\?$/ ? "[<$1>]" : "<$_>" } @{ $command->{args} };
    my $options = grep { !is_argument($command, $_) } keys %{ $command->{options} };
    return join(' ', $program, $name, @args, $options ? '[OPTIONS]' : ()) . "\n";
}

sub is_argument {
    my ($command, $name) = @_;
    return grep { $_ eq $name || $_ eq "$name?" } @{ $command->{args} };
}

# ── values ──

sub values_of {
    my ($command, $words) = @_;
    my $schemas = $command->{options};
    my %found;
    my @specifications = map { $_ . ($schemas->{$_}{type} eq 'boolean' ? ':s' : '=s') } keys %$schemas;
    Getopt::Long::Configure('default', 'prefix_pattern=(--|-)');
    GetOptionsFromArray($words, \%found, @specifications) or die "400 unable to parse option\n";
    take_arguments($command, $words, \%found);
    return check({ map { $_ => decoded($found{$_}) } keys %found }, $schemas);
}

sub take_arguments {
    my ($command, $words, $found) = @_;
    for my $argument (@{ $command->{args} }) {
        if ($argument eq 'extra-args') {
            $found->{$argument} = [splice(@$words)];
        } elsif (@$words) {
            $found->{ $argument =~ s/\?$//r } = shift @$words;
        } elsif ($argument !~ m/\?$/ && !defined($found->{$argument})) {
            die "400 not enough arguments\n";
        }
    }
    die "400 too many arguments\n" if @$words;
}

# What the locale's charset does not have is lost (proxmox.md §1.0). Every charset has ASCII.
sub decoded {
    my ($value) = @_;
    return [map { decoded($_) } @$value] if ref($value);
    return $value if $value !~ m/[^\x00-\x7f]/;
    require Encode;
    require I18N::Langinfo;
    my $charset = Encode::find_encoding(I18N::Langinfo::langinfo(I18N::Langinfo::CODESET())) // Encode::find_encoding('ascii');
    return Encode::encode('UTF-8', $charset->decode($value));
}

sub check {
    my ($found, $schemas) = @_;
    my $wrong = '';
    for my $name (sort grep { $schemas->{$_} } keys %$found) {
        # A boolean without a value is true.
        $found->{$name} = 1 if $schemas->{$name}{type} eq 'boolean' && $found->{$name} eq '';
        $found->{$name} = eval { PVE::LXC::Schema::typed($schemas->{$name}, $found->{$name}) };
        $wrong .= PVE::LXC::Schema::error_lines($name, $@) if !defined($found->{$name});
    }
    parameter_error($wrong) if $wrong;
    return $found;
}

sub parameter_error {
    my ($lines) = @_;
    die "400 Parameter verification failed.\n$lines";
}

1;
