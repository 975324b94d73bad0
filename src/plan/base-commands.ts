/** Words that bash itself knows: they run no program. */
export const builtins: ReadonlySet<string> = words(`
  . : [ alias bg bind break builtin caller cd command compgen complete continue declare dirs disown echo enable eval
  exec exit export false fc fg getopts hash help history jobs kill let local logout mapfile popd printf pushd pwd read
  readarray readonly return set shift shopt source suspend test times trap true type typeset ulimit umask unalias
  unset wait
`);

/**
 * Programs that every Debian host has because their packages are essential: coreutils, and the few named below. A step
 * may call them without saying so. Everything else is an effect: uses("command", …).
 */
export const baseCommands: ReadonlySet<string> = words(`
  arch b2sum base32 base64 basename cat chgrp chmod chown cksum comm cp csplit cut date dd df dir dircolors dirname du
  env expand expr factor fmt fold groups head id install join link ln logname ls md5sum mkdir mkfifo mktemp mv nice nl
  nohup nproc numfmt od paste pathchk pr printenv ptx readlink realpath rm rmdir seq sha1sum sha224sum sha256sum
  sha384sum sha512sum shred shuf sleep sort split stat stdbuf stty sum sync tac tail tee timeout touch tr truncate
  tsort tty uname unexpand uniq unlink users vdir wc who whoami yes
  bash diff dpkg dpkg-query flock setsid sh
`);

function words(text: string): Set<string> {
  return new Set(text.split(/\s+/).filter((word) => word !== ""));
}
