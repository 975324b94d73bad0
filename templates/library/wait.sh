# Polls a guard until it holds. What cannot heal by waiting (the guard cannot tell) fails at once.
wait_until() { # <step> <text> <deadline in seconds>
  local answer began=$SECONDS
  begin_step "$1" "$2" || return 0
  while true; do
    answer=0
    "guard_$1" || answer=$?
    if ((answer == 0)); then break; fi
    ((answer == 1)) || fail_step "waiting is no use: $2"
    refuse_before_selection
    if [[ $run_mode == plan ]]; then
      report would "wait up to $3 s: $2"
      return 0
    fi
    if ((SECONDS - began >= $3)); then time_out "$2" "$3"; fi
    sleep 0.2
    observe
  done
  report ok "$2" "$((SECONDS - began))"
}

time_out() { # <text> <deadline in seconds>
  fail_step "waited $2 s in vain: $1" 5
}
