# Hardware, kernel and containers of a world, set from outside the sandbox.
# shellcheck shell=bash
WORLD_BUILDER=${BASH_SOURCE[0]%/*}/world-builder

# Which kernel runs and which one boots next; call it first, it also makes the empty /sys and /proc.
world_kernel() { "$WORLD_BUILDER" "$1" kernel "${@:2}"; } # WORLD RUNNING [NEXT]

# NVIDIA GPUs on the bus, bound to DRIVER (nouveau, vfio-pci) or free.
world_gpus() { "$WORLD_BUILDER" "$1" gpus "${@:2}"; } # WORLD COUNT [DRIVER]

# The `.run` of VERSION was installed with dkms: modules (uvm too) loaded, nodes there.
world_driver_loaded() { "$WORLD_BUILDER" "$1" driver_loaded "$2"; } # WORLD VERSION

# An EFI host with Secure Boot on or off; without this call it has no EFI variables.
world_secure_boot() { "$WORLD_BUILDER" "$1" secure_boot "$2"; } # WORLD on|off

# A container with these lines in its conf; running with NVIDIA nodes it keeps a loaded driver in use.
world_guest() { "$WORLD_BUILDER" "$1" guest "${@:2}"; } # WORLD CTID running|stopped [CONF-LINE]...

# A container that commands can run in, made from LAYER.
world_container() { "$WORLD_BUILDER" "$1" container "${@:2}"; } # WORLD LAYER CTID running|stopped [CONF-LINE]...

# The list of guests is as their confs are.
world_guest_list() { "$WORLD_BUILDER" "$1" write_guest_list; } # WORLD

# The `.run` of VERSION was installed in a container, without a kernel module.
world_container_driver() { "$WORLD_BUILDER" "$1" container_driver "${@:2}"; } # WORLD CTID VERSION

# What a reboot forgets and redoes.
world_reboot() { "$WORLD_BUILDER" "$1" reboot; } # WORLD
