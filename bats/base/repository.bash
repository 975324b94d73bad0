# Signed repositories below $SRV in Debian's and in NVIDIA's layout, their keys made for this world alone.
# shellcheck shell=bash

SRV=${SRV:-/srv}

make_key() { # NAME
  gpg --batch --quiet --trust-model always --pinentry-mode loopback --passphrase '' --quick-gen-key "$1 <$1@example.invalid>" ed25519 sign never
}

fingerprint() { # NAME
  gpg --batch --trust-model always --with-colons --list-keys "$1@example.invalid" | sed -n 's/^fpr:*\([0-9A-F]*\):$/\1/p' | head -n 1
}

index() { # ROOT POOL: one stanza a package, file names relative to ROOT
  local file
  for file in "$2"/*.deb; do
    dpkg-deb --field "$file"
    printf 'Filename: %s\nSize: %s\n' "./${file#"$1"/}" "$(stat -c %s "$file")"
    printf 'SHA256: %s\n\n' "$(sha256sum <"$file" | cut -d' ' -f1)"
  done
}

# Writes Release for the index files and signs it.
sign() { # DIR KEY INDEX…, with the other Release fields on stdin
  local dir=$1 key=$2 file
  shift 2
  {
    cat
    printf 'Date: %s\nSHA256:\n' "$(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S UTC')"
    for file; do printf ' %s %s %s\n' "$(sha256sum <"$dir/$file" | cut -d' ' -f1)" "$(stat -c %s "$dir/$file")" "$file"; done
  } >"$dir/Release"
  gpg --batch --yes --quiet --trust-model always --local-user "$key" --clearsign --output "$dir/InRelease" "$dir/Release"
  gpg --batch --yes --quiet --trust-model always --local-user "$key" --armor --detach-sign --output "$dir/Release.gpg" "$dir/Release"
}

# What lies in the pool is the same for all these suites.
publish_debian() { # POOL CODENAME…
  local pool=$1 codename dist
  index "$SRV/debian" "$pool" >"$pool/Packages"
  for codename in "${@:2}"; do
    dist=$SRV/debian/dists/$codename
    install -D -m 0644 "$pool/Packages" "$dist/main/binary-amd64/Packages"
    sign "$dist" debian@example.invalid main/binary-amd64/Packages <<<"Origin: Debian
Label: Debian
Suite: stable
Codename: $codename
Architectures: amd64
Components: main"
  done
  rm -- "$pool/Packages"
}

publish_cuda() { # DISTRIBUTION
  local dir=$SRV/cuda/repos/$1/x86_64 key
  key=$(cuda_key "$1")
  index "$dir" "$dir" >"$dir/Packages"
  gzip --no-name --keep --force "$dir/Packages"
  sign "$dir" "$key@example.invalid" Packages Packages.gz <<<"Origin: NVIDIA
Label: NVIDIA CUDA
Architectures: amd64
Description: CUDA repository of the world"
  gpg --batch --yes --armor --export "$key@example.invalid" >"$dir/$key.pub"
}
