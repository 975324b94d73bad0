# While everything is installed nobody asks. A directory is no matter of the network.
python_index_is_within_reach() { # <path> <sha256> <packages: URL of an index, or a directory>
  if ! is_remote "$3" || environment_is "$1" "$2"; then return 0; fi
  server_is_within_reach "$3"
}
