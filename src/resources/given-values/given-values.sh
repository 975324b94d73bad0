# Fields that nothing but this feature needs are named only where it is installed.
values_are_given() { # <field> <value> [<field> <value>…]
  local not_given=''
  while (($# > 0)); do
    [[ -n $2 ]] || not_given+="${not_given:+, }$1"
    shift 2
  done
  [[ -z $not_given ]] || {
    advice="add to the configuration: $not_given"
    drift 'a configuration that says what is to be installed' "nothing in $not_given"
  }
}
