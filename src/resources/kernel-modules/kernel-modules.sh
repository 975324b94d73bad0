# The modules are in the kernel, and of this version: one built earlier may still be loaded.
modules_are_loaded() { # <version> <module…>
  local module loaded
  for module in "${@:2}"; do
    loaded_version loaded "$module" || return
    [[ $loaded == "$1" ]] || {
      drift "module $module $1 in the kernel" "${loaded:-not loaded}"
      return
    }
  done
}

load_modules() { # <module…>
  run modprobe --all -- "$@"
}
