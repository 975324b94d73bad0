# Then: what a scenario demands of the run and of the world.
# shellcheck shell=bash

fails() { # WHAT EXPECTED FOUND
  printf '%s\n' "-- $1 --" "expected: $2" "found:    $3" "exit code: ${status:-none}" '-- stderr --' "${stderr:-}" \
    '-- stdout --' "${stdout:-}" >&2
  return 1
}

exits() { [[ $status == "$1" ]] || fails 'exit code' "$1" "$status"; } # CODE

# One line a step on stderr, `WORD ID text`, the word padded and perhaps coloured.
step_lines() { uncoloured | grep -E "^ *$1 +$2( |$|:)"; } # WORD-REGEX ID

# Most runs have no terminal, and sed would be started thousands of times for nothing.
uncoloured() {
  if [[ $stderr != *$'\e'* ]]; then printf '%s\n' "$stderr"; return; fi
  printf '%s\n' "$stderr" | sed 's/\x1b\[[0-9;]*m//g'
}

step() { # WORD ID
  step_lines "$1" "$2" >/dev/null || fails "step $2" "$1" "$(step_lines '[a-z]+' "$2" || printf 'no line')"
}

# These steps changed something, in this order; every other one was ok. Without any: all were ok.
changed_only() { # ID…
  local found wanted=''
  found=$(step_lines '(changed|would|unknown|failed|skipped)' '[a-z_]+' | sed -E 's/^ *([a-z]+) +([a-z_]+).*/\1 \2/')
  (($# == 0)) || wanted=$(printf 'changed %s\n' "$@")
  [[ $found == "$wanted" ]] || fails 'the steps that were not ok' "$wanted" "$found"
}

# The run ended with the failure of this step: it is the last one that has a line.
ended_at() { # ID
  local last
  last=$(step_lines '(ok|changed|would|unknown|failed|skipped)' '[a-z_]+' | tail -n 1)
  [[ $last == "failed   $1 "* ]] || fails 'the last step' "failed $1" "$last"
}

# A failed step says which of its waits ended in vain.
timed_out() { # ID WAIT
  grep -Eq -- "^failed +$1 +wait $2: " <<<"$stderr" || fails "step $1" "the end of its wait $2" "$(step_lines failed "$1")"
}

# The lines of these steps come in this order, whatever their words.
in_order() { # ID…
  local found wanted="$*"
  found=$(sed -En 's/^(ok|would|unknown|changed|failed|skipped) +([a-z0-9_]+) .*/\2/p' <<<"$stderr" | tr '\n' ' ')
  [[ "$found" == "$wanted " ]] || fails 'the order of the steps' "$wanted" "$found"
}

no_step() { # ID [WORD]
  local word=${2:-(ok|would|unknown|changed|failed|skipped)}
  ! step_lines "$word" "$1" >/dev/null || fails "step $1" "no line ${2:-}" "$(step_lines "$word" "$1")"
}

says() { grep -Eq -- "$1" <<<"$output" || fails 'the words' "$1" 'not said'; }                                # REGEX
never_says() { ! grep -Eq -- "$1" <<<"$output" || fails 'the words' "never $1" "$(grep -E -- "$1" <<<"$output")"; } # REGEX

calls() { grep -Eq -- "$1" <<<"$calls" || fails 'a call' "$1" "$calls"; }                                # REGEX
never_calls() { ! grep -Eq -- "$1" <<<"$calls" || fails 'a call' "never $1" "$(grep -E -- "$1" <<<"$calls")"; } # REGEX

calls_times() { # N REGEX
  local found
  found=$(grep -Ec -- "$2" <<<"$calls") || true # grep -c fails on none, which is a number too
  ((found == $1)) || fails "calls of $2" "$1" "$found: $calls"
}

file_is() { # PATH MODE [CONTENT]
  local mode
  mode=$(inside stat -c '%a' -- "$1" 2>&1) || { fails "file $1" 'to be there' "$mode"; return; }
  ((8#$mode == 8#$2)) || { fails "mode of $1" "$2" "$mode"; return; }
  (($# < 3)) || inside cat -- "$1" | cmp --silent - <(printf '%s' "$3") \
    || fails "content of $1" "$3" "$(inside cat -- "$1")"
}

file_has() { # PATH REGEX
  inside grep -Eq -- "$2" "$1" || fails "content of $1" "$2" "$(inside cat -- "$1" 2>&1)"
}

no_file() { # PATH
  ! inside stat -- "$1" >"$WORLD/out/stat" 2>/dev/null || fails "file $1" 'not there' "$(<"$WORLD/out/stat")"
}

package_is() { # PACKAGE installed|absent|config-files [VERSION]
  local found
  found=$(inside dpkg-query --show --showformat "\${db:Status-Status} \${Version}" -- "$1" 2>/dev/null) || found=absent
  found=${found/#not-installed */absent}
  [[ $found == "$2${3:+ $3}" || ($# -lt 3 && $found == "$2 "*) ]] || fails "package $1" "$2 ${3:-}" "$found"
}

stdout_is_json() {
  local objects lines
  objects=$(jq --raw-input 'fromjson | objects | 1' <<<"$stdout" | wc -l)
  lines=$(wc -l <<<"$stdout")
  [[ -n $stdout && $objects == "$lines" ]] || fails 'the lines of stdout' "$lines JSON objects" "$objects: $stdout"
}
