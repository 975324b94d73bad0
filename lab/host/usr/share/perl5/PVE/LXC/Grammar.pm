package PVE::LXC::Grammar;

# A container's conf as text and as what it says (proxmox.md §2.1):
#
# { key => value…, description => text, lxc => [[key, value]…], pending => {…}, snapshots => { name => {…} }, digest => SHA-1 }

use strict;
use warnings;

use Digest::SHA ();

use PVE::LXC::Schema;
use PVE::Tools qw(encode_text decode_text);

sub parse {
    my ($id, $text) = @_;
    my $conf = { digest => Digest::SHA::sha1_hex($text), snapshots => {}, pending => {} };
    my $section = $conf;
    for my $line (split(/\n/, $text)) {
        next if $line =~ m/^\s*$/;
        if ($line =~ m/^\[(pve:pending|[a-z][a-z0-9_-]+)\]\s*$/i) {
            $section = begin_section($conf, $1);
        } else {
            parse_line($id, $section, $line, $section == $conf->{pending});
        }
    }
    delete $conf->{snapstate};
    return $conf;
}

# A second section of a name replaces the first.
sub begin_section {
    my ($conf, $name) = @_;
    return $conf->{pending} = {} if lc($name) eq 'pve:pending';
    return $conf->{snapshots}{$name} = {};
}

sub parse_line {
    my ($id, $section, $line, $pending) = @_;
    if ($line =~ m/^#(.*)$/) {
        $section->{description} .= decode_text($1) . "\n";
    } elsif ($line =~ m/^(lxc\.[a-z0-9_\-.]+)(?::|\s*=)\s*(.*?)\s*$/) {
        parse_raw($id, $section, $1, $2, $line);
    } elsif ($line =~ m/^description:\s*(.*\S)\s*$/) {
        $section->{description} .= decode_text($1);
    } elsif ($line =~ m/^snapstate:\s*(prepare|delete)\s*$/) {
        $section->{snapstate} = $1;
    } elsif ($line =~ m/^delete:\s*(.*\S)\s*$/) {
        if ($pending) { $section->{delete} = $1 }
        else { warn "vm $id - property 'delete' is only allowed in [pve:pending]\n" }
    } elsif ($line =~ m/^([a-z][a-z_]*\d*):\s*(.+?)\s*$/) {
        parse_property($id, $section, $1, $2);
    } else {
        warn "vm $id - unable to parse config: $line\n";
    }
}

# What is not allowed is dropped at the next rewrite.
sub parse_raw {
    my ($id, $section, $key, $value, $line) = @_;
    if ($key eq 'lxc.environment.runtime') {
        push @{ $section->{environment} }, $value;
        return;
    }
    my ($allowed, $remark) = PVE::LXC::Schema::raw_key($key);
    push @{ $section->{lxc} }, [$key, $value] if $allowed;
    $remark //= "unable to parse config: $line" if !$allowed;
    warn "vm $id - $remark\n" if $remark;
}

# An unknown key or a bad value stays, without effect.
sub parse_property {
    my ($id, $section, $key, $value) = @_;
    $section->{$key} = eval { PVE::LXC::Schema::check_value($key, $value) } // $value;
    return if !$@;
    my $why = ref($@) ? PVE::LXC::Schema::error_lines($key, $@) =~ s/^\Q$key\E: //r : $@;
    warn "vm $id - unable to parse value of '$key' - $why";
}

my %not_a_property = map { $_ => 1 } qw(digest description pending snapshots environment lxc);

sub properties_of {
    my ($section) = @_;
    return sort grep { !$not_a_property{$_} } keys %$section;
}

# Current, pending, snapshots by name.
sub text_of {
    my ($conf) = @_;
    my $text = section_text($conf);
    $text .= "\n[pve:pending]\n" . section_text($conf->{pending}) if $conf->{pending} && %{ $conf->{pending} };
    for my $name (sort keys %{ $conf->{snapshots} // {} }) {
        $text .= "\n[$name]\n" . section_text($conf->{snapshots}{$name});
    }
    return $text;
}

# Comments, then properties by name, then raw lines in their order.
sub section_text {
    my ($section) = @_;
    my $text = join('', map { '#' . encode_text($_) . "\n" } split(/\n/, $section->{description} // ''));
    for my $key (properties_of($section)) {
        die "detected invalid newline inside property '$key'\n" if $section->{$key} =~ m/\n/;
        $text .= "$key: $section->{$key}\n";
    }
    $text .= join('', map { "lxc.environment.runtime: $_\n" } @{ $section->{environment} // [] });
    return $text . join('', map { "$_->[0]: $_->[1]\n" } @{ $section->{lxc} // [] });
}

1;
