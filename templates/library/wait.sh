# Polls a guard until it holds. What cannot heal by waiting (the guard cannot tell) fails at once.
wait_until() { # <step> <text> <deadline in seconds>
  local answer began=$SECONDS
  begin_step "$1" "$2" || return 0
  while true; do
    answer=0
    "guard_$1" || answer=$?
    ((answer > 0)) || break
    ((answer == 1)) || fail_step "waiting is no use: $2"
    refuse_before_selection
    if [[ $run_mode == plan ]]; then
      report would "wait up to $3 s: $2"
      return 0
    fi
    ((SECONDS - began < $3)) || time_out "$1" "$2" "$3"
    sleep 0.2
    observe
  done
  report ok "$2" "$((SECONDS - began))"
}

# A wait that ends in vain is a failure of its own kind, whatever comes after it would have done.
time_out() { # <name of the wait> <what was polled> <deadline in seconds>
  advice=${advice:-"find out what holds it up, or raise the deadline in the configuration; --list names it"}
  fail_step "wait $1: $2 did not come within $3 s" 5
}
