# What features fetch beside packages, below $SRV: wheels, an index and lock files of them, and archives. What is in them
# stands for programs that are too large for a world.
# shellcheck shell=bash

python_wheels() {
  mkdir -p "$SRV/wheels"
  wheel torch 2.8.0
  wheel vllm 0.10.2 torch==2.8.0 vllm=vllm.main:main
  wheel vllm 0.11.0 torch==2.8.0 vllm=vllm.main:main
  lock_file vllm-0.10.2 torch-2.8.0 vllm-0.10.2
  lock_file vllm-0.11.0 torch-2.8.0 vllm-0.11.0
}

# In the directory, and in the index by its name.
wheel() { # NAME VERSION [NEED|COMMAND=MODULE:FUNCTION]…
  local file page=$SRV/pypi/simple/$1/index.html
  file=$("$BATS/base/make-wheel" "$SRV/wheels" "$@")
  install -D -m 0644 "$SRV/wheels/$file" "$SRV/pypi/simple/$1/$file"
  printf '<a href="%s#sha256=%s">%s</a>\n' "$file" "$(sha256_of "$SRV/wheels/$file")" "$file" >>"$page"
}

# As pip-compile --generate-hashes writes it.
lock_file() { # NAME WHEEL…
  local file=$SRV/$1-requirements.txt name
  for name in "${@:2}"; do
    printf '%s==%s \\\n    --hash=sha256:%s\n' "${name%-*}" "${name##*-}" "$(sha256_of "$SRV/wheels/$name"-*.whl)"
  done >"$file"
  note_sha256 "$file"
}

ollama_archives() {
  local version tree
  for version in 0.12.3 0.13.0; do
    tree=$STAGE/ollama-$version
    mkdir -p "$tree/bin" "$tree/lib/ollama"
    sed "s/@VERSION@/$version/" "$FAKES/ollama" >"$tree/bin/ollama"
    chmod 0755 "$tree/bin/ollama"
    printf 'a library of %s\n' "$version" >"$tree/lib/ollama/libggml-base.so"
    tar --create --sort=name --owner=1000 --group=1000 --mtime=@946684800 --directory "$tree" --file "$tree.tar" bin lib
  done
  gzip --no-name --stdout "$STAGE/ollama-0.12.3.tar" >"$SRV/ollama-linux-amd64.tgz"
  zstd --quiet --force "$STAGE/ollama-0.13.0.tar" -o "$SRV/ollama-linux-amd64.tar.zst"
  note_sha256 "$SRV/ollama-linux-amd64.tgz"
  note_sha256 "$SRV/ollama-linux-amd64.tar.zst"
}

sha256_of() { sha256sum <"$1" | cut -d' ' -f1; } # FILE

note_sha256() { # FILE
  sha256_of "$1" >"$1.sha256sum"
}
