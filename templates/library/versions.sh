# Whether a version is at least another, number by number: 570.26 is older than 570.124.06.
version_at_least() { # <version> <minimum>
  local index have=() want=()
  read -r -a have <<<"${1//[!0-9]/ }"
  read -r -a want <<<"${2//[!0-9]/ }"
  for index in "${!want[@]}"; do
    ((10#${have[index]:-0} == 10#${want[index]})) || {
      ((10#${have[index]:-0} > 10#${want[index]}))
      return
    }
  done
}
