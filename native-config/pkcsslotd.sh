#!/bin/bash
# An openCryptoki of one's own with a token in software, for tests. See README.md beside this file.
set -u

usage() {
  cat >&2 <<'USAGE'
usage: pkcsslotd.sh run -- COMMAND [ARGUMENT...]

Starts pkcsslotd with one token in software, runs COMMAND beside it, ends everything. Daemon and COMMAND
share /run, shared memory and the directories of openCryptoki, which are not those of the machine.

exit status: COMMAND's; 69 when something needed is not installed, 70 when pkcsslotd does not start
USAGE
  exit 64
}

say() {
  echo "pkcsslotd.sh: $*" >&2
}

find_parts() {
  daemon=$(PATH="$PATH:/usr/sbin:/usr/local/sbin:/sbin" command -v pkcsslotd) || {
    say "pkcsslotd is not installed (Debian: apt-get install opencryptoki)"
    exit 69
  }
  command -v unshare >/dev/null || {
    say "unshare is not installed (Debian: apt-get install util-linux)"
    exit 69
  }
}

# Runs in namespaces of its own: mounts, System V shared memory, processes.
inside() {
  local directory=$1 daemon=$2
  shift 2
  mount --make-rprivate / || exit 70
  # Other files of /run stay: only what is written goes elsewhere.
  mount -t overlay -o "lowerdir=/run,upperdir=$directory/run,workdir=$directory/work" overlay /run &&
    mount -t tmpfs -o mode=1777 tmpfs /dev/shm &&
    mount --bind "$directory/group" /etc/group &&
    mount --bind "$directory/etc" /etc/opencryptoki &&
    mount --bind "$directory/lib" /var/lib/opencryptoki &&
    mkdir -p /var/lock/opencryptoki &&
    mount --bind "$directory/lock" /var/lock/opencryptoki || exit 70
  "$daemon" --foreground </dev/null >"$directory/log" 2>&1 &
  local pid=$! i
  # shellcheck disable=SC2064 # that process
  trap "kill $pid 2>/dev/null" EXIT
  for ((i = 0; i < 200; i++)); do
    [ -S /run/pkcsslotd.socket ] && break
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.05
  done
  if ! [ -S /run/pkcsslotd.socket ] || ! kill -0 "$pid" 2>/dev/null; then
    say "pkcsslotd does not start; it said:"
    cat "$directory/log" >&2
    exit 70
  fi
  COUNTERSIGN_PKCSSLOTD=$pid "$@" <&0 &
  local command_pid=$!
  # shellcheck disable=SC2064 # that process
  trap "kill -TERM $command_pid 2>/dev/null" INT TERM HUP
  wait "$command_pid"
  exit
}

run() {
  find_parts
  local directory
  directory=$(mktemp -d "${TMPDIR:-/tmp}/pkcsslotd.XXXXXX") || exit 70
  local inner=
  # shellcheck disable=SC2317 # called by trap
  end() {
    trap - EXIT INT TERM HUP
    if [ -n "$inner" ]; then
      kill -TERM "$inner" 2>/dev/null
      wait "$inner"
    fi
    rm -rf "$directory"
  }
  trap end EXIT
  trap 'end; exit 130' INT
  trap 'end; exit 143' TERM HUP
  mkdir -p "$directory"/{run,work,etc,lib/swtok/TOK_OBJ,lock/swtok}
  chmod 755 "$directory" "$directory/run"
  cat >"$directory/etc/opencryptoki.conf" <<'CONFIGURATION'
version opencryptoki-3.1

slot 3
{
stdll = libpkcs11_sw.so
}
CONFIGURATION
  # Whoever runs this is root in the namespace, whose group is the one that openCryptoki asks for.
  sed '/^pkcs11:/d' /etc/group >"$directory/group"
  echo 'pkcs11:x:0:' >>"$directory/group"
  chmod -R ug+rwX "$directory"/{lib,lock}
  local private=(unshare --mount --ipc)
  if [ "$(id -u)" -ne 0 ]; then
    private=(unshare --map-root-user --mount --ipc)
  fi
  # In the background, so that a signal to this script is acted on at once; standard input is kept.
  "${private[@]}" -- "$BASH" "$self" --inside "$directory" "$daemon" "$@" <&0 &
  inner=$!
  wait "$inner"
  local status=$?
  inner=
  exit "$status"
}

self=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/$(basename "${BASH_SOURCE[0]}")
case ${1:-} in
  run)
    shift
    [ "${1:-}" = "--" ] && shift
    [ $# -gt 0 ] || usage
    run "$@"
    ;;
  --inside)
    shift
    [ $# -ge 3 ] || usage
    inside "$@"
    ;;
  *) usage ;;
esac
