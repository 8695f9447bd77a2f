#!/bin/bash
# A PC/SC daemon of one's own with a virtual reader, for tests. See README.md beside this file.
set -u

usage() {
  cat >&2 <<'USAGE'
usage: pcscd-vpcd.sh [--reader-name NAME] [--log FILE] run -- COMMAND [ARGUMENT...]
       pcscd-vpcd.sh stop | start | status      within COMMAND: the daemon of that run

run     starts pcscd with a virtual reader, runs COMMAND, ends everything; exit status is COMMAND's
stop    kills that pcscd, as a crash would
start   starts it again, with the same socket, reader and port
status  prints running or stopped

--log FILE  keeps what pcscd said

exit status of run: 69 when something needed is not installed, 70 when pcscd does not start
USAGE
  exit 64
}

say() {
  echo "pcscd-vpcd: $*" >&2
}

# The programs and the driver, wherever the distribution puts them.
find_parts() {
  pcscd=$(PATH="$PATH:/usr/sbin:/usr/local/sbin:/sbin" command -v pcscd) || {
    say "pcscd is not installed (Debian: apt-get install pcscd)"
    exit 69
  }
  command -v unshare >/dev/null || {
    say "unshare is not installed (Debian: apt-get install util-linux)"
    exit 69
  }
  driver=${COUNTERSIGN_VPCD_DRIVER:-}
  if [ -z "$driver" ]; then
    local candidate
    for candidate in /usr/lib/pcsc/drivers/serial/libifdvpcd.so \
      /usr/lib64/pcsc/drivers/serial/libifdvpcd.so \
      /usr/local/lib/pcsc/drivers/serial/libifdvpcd.so; do
      if [ -e "$candidate" ]; then
        driver=$candidate
        break
      fi
    done
  fi
  if [ ! -e "$driver" ]; then
    say "the vpcd driver is not installed (Debian: apt-get install vsmartcard-vpcd)"
    exit 69
  fi
}

# Runs inside the private mount namespace. Only pcscd lives there: its /run and its driver
# directory are replaced, so that it neither meets the machine's own daemon nor sees a USB reader.
inside() {
  local directory=$1 pcscd=$2
  mount --make-rprivate / &&
    mount -t tmpfs -o mode=755,size=1m tmpfs /run &&
    mkdir /run/pcscd &&
    mount --bind "$directory/socket" /run/pcscd || exit 1
  local drivers
  for drivers in /usr/lib/pcsc/drivers /usr/lib64/pcsc/drivers /usr/local/lib/pcsc/drivers; do
    if [ -d "$drivers" ]; then
      mount --bind "$directory/empty" "$drivers" || exit 1
    fi
  done
  exec "$pcscd" --foreground --info --config "$directory/readers"
}

daemon_alive() {
  local pid
  pid=$(cat "$1/pid" 2>/dev/null) && [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null
}

# Whether something listens on a TCP port of this machine, without connecting: a connection would
# be taken for a card.
listening() {
  local hex
  hex=$(printf ':%04X' "$1")
  awk -v port="$hex" '$4 == "0A" && substr($2, length($2) - 4) == port { found = 1 }
    END { exit !found }' /proc/net/tcp /proc/net/tcp6 2>/dev/null
}

# What the daemon said since it was started last.
said() {
  tail -c "+$(($(cat "$1/started-at") + 1))" "$1/log"
}

# Starts the daemon of a directory that holds readers/, socket/, empty/, log and program.
start_daemon() {
  local directory=$1 i
  rm -f "$directory/socket/"*
  wc -c <"$directory/log" >"$directory/started-at"
  local private=(unshare --mount)
  if [ "$(id -u)" -ne 0 ]; then
    private=(unshare --map-root-user --mount)
  fi
  "${private[@]}" -- "$BASH" "$self" --inside "$directory" "$(cat "$directory/program")" \
    </dev/null >>"$directory/log" 2>&1 &
  echo $! >"$directory/pid"
  disown
  for ((i = 0; i < 200; i++)); do
    daemon_alive "$directory" || return 1
    if said "$directory" | grep -q 'daemon ready' && [ -S "$directory/socket/pcscd.comm" ]; then
      return 0
    fi
    sleep 0.05
  done
  return 1
}

stop_daemon() {
  local directory=$1 pid i
  pid=$(cat "$directory/pid" 2>/dev/null) || return 0
  kill -KILL "$pid" 2>/dev/null
  for ((i = 0; i < 200; i++)); do
    kill -0 "$pid" 2>/dev/null || break
    # A zombie that waits for its parent is dead enough.
    grep -q '^State:[[:space:]]*Z' "/proc/$pid/status" 2>/dev/null && break
    sleep 0.02
  done
  rm -f "$directory/pid"
}

write_reader() {
  local directory=$1 name=$2 port=$3
  cat >"$directory/readers/vpcd" <<READER
FRIENDLYNAME "$name"
DEVICENAME /dev/null:$port
LIBPATH $directory/libifdvpcd.so
CHANNELID $port
READER
}

# vpcd has two slots, so two ports in a row must be free; the daemon itself finds out.
start_on_free_port() {
  local directory=$1 name=$2 attempt
  for ((attempt = 0; attempt < 20; attempt++)); do
    port=$((20000 + RANDOM % 6000 * 2))
    if listening "$port" || listening $((port + 1)); then
      continue
    fi
    write_reader "$directory" "$name" "$port"
    if start_daemon "$directory" && listening "$port" && listening $((port + 1)) &&
      ! said "$directory" | grep -q 'Could not initialize'; then
      return 0
    fi
    # Another port does not help where a namespace cannot be had.
    said "$directory" | grep -qE 'unshare|mount' && break
    stop_daemon "$directory"
  done
  say "pcscd does not start; it said:"
  said "$directory" | tail -n 20 >&2
  return 1
}

run() {
  find_parts
  local directory
  directory=$(mktemp -d "${TMPDIR:-/tmp}/pcscd-vpcd.XXXXXX") || exit 70
  chmod 700 "$directory"
  mkdir "$directory/socket" "$directory/readers" "$directory/empty"
  cp -L "$driver" "$directory/libifdvpcd.so"
  printf '%s\n' "$pcscd" >"$directory/program"
  : >"$directory/log"

  local command_pid=
  # shellcheck disable=SC2317 # called by trap
  end() {
    trap - EXIT INT TERM HUP
    if [ -n "$command_pid" ]; then
      kill -TERM "$command_pid" 2>/dev/null
    fi
    stop_daemon "$directory"
    if [ -n "$log_file" ]; then
      cp "$directory/log" "$log_file"
    fi
    rm -rf "$directory"
  }
  trap end EXIT
  trap 'end; exit 130' INT
  trap 'end; exit 143' TERM HUP

  local port
  start_on_free_port "$directory" "$reader_name" || exit 70

  export PCSCLITE_CSOCK_NAME="$directory/socket/pcscd.comm"
  export COUNTERSIGN_VPCD_HOST=127.0.0.1
  export COUNTERSIGN_VPCD_PORT="$port"
  export COUNTERSIGN_VPCD_READER="$reader_name 00 00"
  export COUNTERSIGN_PCSCD_CONTROL="$self"
  export COUNTERSIGN_PCSCD_DIRECTORY="$directory"
  # In the background, so that a signal to this script is acted on at once; standard input is kept.
  "$@" <&0 &
  command_pid=$!
  wait "$command_pid"
  local status=$?
  command_pid=
  exit "$status"
}

require_directory() {
  if [ ! -d "${COUNTERSIGN_PCSCD_DIRECTORY:-}" ]; then
    say "stop, start and status work only within: pcscd-vpcd.sh run -- COMMAND"
    exit 64
  fi
}

self=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/$(basename "${BASH_SOURCE[0]}")
# Other people's programs look for "Yubico YubiKey" and the interfaces in the name; ykcs11 at its beginning.
reader_name="Yubico YubiKey CCID Countersign Simulator"
log_file=
while [ $# -gt 0 ]; do
  case $1 in
    --reader-name)
      [ $# -ge 2 ] || usage
      reader_name=$2
      shift 2
      ;;
    --log)
      [ $# -ge 2 ] || usage
      log_file=$2
      shift 2
      ;;
    --inside)
      [ $# -eq 3 ] || usage
      inside "$2" "$3"
      ;;
    run)
      shift
      [ "${1:-}" = "--" ] && shift
      [ $# -gt 0 ] || usage
      run "$@"
      ;;
    stop)
      require_directory
      stop_daemon "$COUNTERSIGN_PCSCD_DIRECTORY"
      exit 0
      ;;
    start)
      require_directory
      daemon_alive "$COUNTERSIGN_PCSCD_DIRECTORY" && exit 0
      start_daemon "$COUNTERSIGN_PCSCD_DIRECTORY" && exit 0
      said "$COUNTERSIGN_PCSCD_DIRECTORY" | tail -n 20 >&2
      exit 70
      ;;
    status)
      require_directory
      if daemon_alive "$COUNTERSIGN_PCSCD_DIRECTORY"; then echo running; else echo stopped; fi
      exit 0
      ;;
    *)
      usage
      ;;
  esac
done
usage
