package PVE::LXC::Resize;

# `pct resize`: a volume grows; here its size is text (proxmox.md §1.1).

use strict;
use warnings;

use PVE::LXC::Config;
use PVE::Worker;

my %factors = (K => 1, M => 1024, G => 1024**2, T => 1024**3);

# Nobody looks at the task's end: exit 0 whatever becomes of it.
sub run {
    my ($values) = @_;
    my ($id, $disk) = @{$values}{qw(vmid disk)};
    PVE::LXC::Config::with_lock($id, sub {
        my $conf = PVE::LXC::Config::load($id);
        PVE::LXC::Config::check_lock($conf);
        my $volume = PVE::LXC::Config::volume($conf->{$disk} // die "no such volume '$disk'\n");
        my $size = wanted_size($values->{size}, kibibytes($volume->{size} // '0K'));
        PVE::Worker::run(sub {
            $conf->{$disk} = PVE::LXC::Config::print_volume({ %$volume, size => size_text($size) });
            PVE::LXC::Config::store($id, $conf);
        });
    });
}

# `+5G` is that much more, `20G` what it is to be.
sub wanted_size {
    my ($text, $now) = @_;
    my $wanted = ($text =~ m/^\+/ ? $now : 0) + kibibytes($text =~ s/^\+//r);
    die "unable to shrink disk size\n" if $wanted < $now;
    die "disk is already at specified size\n" if $wanted == $now;
    return $wanted;
}

sub kibibytes {
    my ($text) = @_;
    my ($number, $unit) = $text =~ m/^(\d+(?:\.\d+)?)([KMGT])?$/ or die "invalid size string";
    return $unit ? $number * $factors{$unit} : int($number / 1024);
}

sub size_text {
    my ($size) = @_;
    for my $unit (qw(T G M)) {
        return $size / $factors{$unit} . $unit if $size % $factors{$unit} == 0;
    }
    return "${size}K";
}

1;
