#!/bin/sh
# Runs one job and records what happened to it; outlives the supervisor that started it.
#
# usage: job.sh RECORD CLAIM DIRECTORY STDIN STDOUT STDERR MODE SUCCESS COUNT [WORD...] COUNT [FILE...] COUNT [WORD...] COMMAND [ARGUMENT...]
#   RECORD   absolute path of the directory of this try of the job; files in it:
#              start.PID  who may become the one that runs it (pid = process group, start time, boot, host)
#              CLAIM      made by the one that does, with the same content
#              result     how the command of a job with files to bring back ended, before they are brought
#              exit       how it ended, with the output of `times`; it and result count only with their last line
#              waits      for what room it waits to bring files back
#              ended      made by the supervisor, when it has ended the job for a reason of its own
#   CLAIM    another one where an earlier wrapper died while it brought files back: this one goes on with that
#   MODE     "truncate" or "append": what happens to the contents of STDOUT and STDERR, and to a scratch directory that is there
#   SUCCESS  its exit code where it went well
#   WORDs    those for transfer.sh, which begin with the scratch directory, the exit code that keeps it, and "always" or "success": when files are
#            brought back. FILEs are what it must have written in DIRECTORY when it went well. The last WORDs are a command that runs before.
# Exit codes: 0 the job was run or could not be started, see RECORD/exit; 75 it is another's; 74 RECORD cannot be written.
#
# The environment is that of the job, so names here begin with asimov_ and no program is looked up on its PATH.

asimov_record=$1 asimov_claim=$2 asimov_directory=$3 asimov_stdin=$4 asimov_stdout=$5 asimov_stderr=$6 asimov_mode=$7
asimov_success=$8
shift 8
asimov_scratch=
[ "$1" = 0 ] || asimov_scratch=$2 asimov_keep=$3 asimov_when=$4

# Caught, not ignored: the job gets the default back, and this shell goes on waiting for it.
trap : HUP INT QUIT USR1 USR2
trap asimov_asked=yes TERM
asimov_asked=

asimov_tool() (
  unset LD_PRELOAD LD_LIBRARY_PATH
  PATH=/usr/bin:/bin LC_ALL=C
  export PATH LC_ALL
  exec "$@"
)

asimov_field_22() {
  shift 19
  asimov_start_time=$1
}

# asimov_write FILE FORMAT ARGUMENT...: lines, the output of `times` as it was when the command ended, and a last line.
# On a full disk it waits for room: without the record the job would run again.
asimov_write() {
  asimov_file=$1
  shift
  until { printf "$@" && if [ -n "$asimov_resulted" ]; then asimov_tool tail -n +2 "$asimov_record/result"; else times && printf 'end=\n'; fi; } >"$asimov_file"; do
    [ -d "$asimov_record" ] || exit 74
    asimov_tool sleep 1
  done
}

# asimov_end CODE CAUSE [WHAT]
# A job that failed for itself may have done so for want of room.
asimov_end() {
  asimov_what=$3
  [ "$1" = 0 ] || [ -n "$asimov_what" ] || asimov_what=$(asimov_full)
  asimov_write "$asimov_record/exit" 'code=%s\ncause=%s\nwhat=%s\n' "$1" "$2" "$asimov_what"
  # What a job that goes on from a checkpoint needs stays.
  [ -z "$asimov_scratch" ] || [ "$2/$1" = "exit/$asimov_keep" ] || asimov_tool rm -rf "${asimov_scratch%/*}"
  exit 0
}

# Makes the directory of an output file and the file itself.
asimov_prepare() {
  [ -d "${1%/*}/" ] || asimov_tool mkdir -p "${1%/*}/" || return 1
  if [ "$asimov_mode" = truncate ]; then true >"$1"; else true >>"$1"; fi
}

# asimov_transfer in|out COUNT WORD...: sets asimov_what to what transfer.sh says.
asimov_transfer() {
  asimov_way=$1
  shift
  asimov_what=$(asimov_tool /bin/sh "${0%/*}/transfer.sh" "$asimov_way" "$asimov_mode" "$@" 2>/dev/null)
}

# asimov_bring CODE COUNT WORD...: brings the files of a job back that ended so, and ends.
asimov_bring() {
  asimov_code=$1
  shift
  [ "$asimov_code" != "$asimov_keep" ] || [ -e "$asimov_record/ended" ] || asimov_end "$asimov_code" exit
  [ "$asimov_when" = always ] || [ "$asimov_code" = "$asimov_success" ] || asimov_end "$asimov_code" exit
  while :; do
    asimov_transfer out "$@"
    case $? in
      0) asimov_end "$asimov_code" exit ;;
      # It may be the work of days: it waits for room, unless somebody wants the end.
      3)
        [ -n "$asimov_asked" ] && asimov_end "$asimov_code" lost-output "$asimov_what"
        printf '%s\n' "$asimov_what" >"$asimov_record/waits"
        ;;
      4)
        # What a job that failed has not written is no news.
        [ "$asimov_code" != "$asimov_success" ] || asimov_end "$asimov_code" no-output "$asimov_what"
        asimov_end "$asimov_code" exit
        ;;
      *) asimov_end "$asimov_code" lost-output "$asimov_what" ;;
    esac
    [ -d "$asimov_record" ] || exit 74
    asimov_tool sleep 1
  done
}

# The first disk without room of those that a job writes to.
asimov_full() {
  asimov_tool df -P -k -- "$asimov_directory" "${asimov_stdout%/*}/" "${asimov_stderr%/*}/" 2>/dev/null |
    while read -r asimov_device asimov_size asimov_used asimov_free asimov_share asimov_mount; do
      case $asimov_free in
        *[!0-9]* | '') ;;
        *) [ "$asimov_free" -ge 64 ] || [ "$asimov_size" = 0 ] || { printf '%s' "$asimov_mount" && break; } ;;
      esac
    done
}

# asimov_unwritten COUNT WORD... COUNT FILE...: sets asimov_what to those of the files that are not there.
asimov_unwritten() {
  shift $(($1 + 1))
  asimov_count=$1
  asimov_what=
  while [ "$asimov_count" -gt 0 ]; do
    shift
    [ -e "$1" ] || asimov_what="$asimov_what${asimov_what:+, }$1"
    asimov_count=$((asimov_count - 1))
  done
}

# asimov_run before|command COUNT WORD... COUNT FILE... COUNT WORD... COMMAND: runs the second group of words, or what is behind it.
asimov_run() {
  asimov_which=$1
  shift
  shift $(($1 + 1))
  shift $(($1 + 1))
  [ "$asimov_which" = before ] || shift $(($1 + 1))
  [ "$asimov_which" = command ] || {
    asimov_count=$1
    shift
    asimov_index=0
    # What follows the words of it is cut off.
    for asimov_word in "$@"; do
      [ $asimov_index -lt "$asimov_count" ] && set -- "$@" "$asimov_word"
      shift
      asimov_index=$((asimov_index + 1))
    done
  }
  unset OLDPWD
  exec "$@"
}

# asimov_check COUNT WORD... COUNT FILE... COUNT WORD... COMMAND: whether the command can be run, and sets asimov_before to how many words run
# before it.
asimov_check() {
  shift $(($1 + 1))
  shift $(($1 + 1))
  asimov_before=$1
  shift $(($1 + 1))
  case $1 in
    */*) ;;
    *) asimov_end 127 no-program ;;
  esac
  [ -f "$1" ] || asimov_end 127 no-program
  [ -x "$1" ] || asimov_end 126 not-executable
}

read -r asimov_stat </proc/$$/stat
read -r asimov_boot </proc/sys/kernel/random/boot_id
read -r asimov_host </proc/sys/kernel/hostname
# The program's name, in parentheses, may hold blanks: the third field begins behind it.
asimov_field_22 ${asimov_stat##*) }

asimov_identity() {
  printf 'pid=%s\nstart=%s\nboot=%s\nhost=%s\n' $$ "$asimov_start_time" "$asimov_boot" "$asimov_host"
}

# The claim is made by the redirection itself, which fails where the file exists; no other process is needed for it.
asimov_identity >"$asimov_record/start.$$" || exit 74
set -C
if ! asimov_identity >"$asimov_record/$asimov_claim"; then
  asimov_tool rm -f "$asimov_record/start.$$"
  if [ -f "$asimov_record/$asimov_claim" ]; then exit 75; else exit 74; fi
fi
set +C

asimov_resulted=
if [ "$asimov_claim" != claim ]; then
  asimov_resulted=yes
  read -r asimov_code <"$asimov_record/result"
  asimov_bring "$asimov_code" "$@"
fi

[ -z "$asimov_scratch" ] || asimov_transfer in "$@" || asimov_end 126 no-input "$asimov_what"
cd "$asimov_directory" || asimov_end 126 no-directory
asimov_check "$@"
[ -r "$asimov_stdin" ] || asimov_end 126 no-stdin
asimov_prepare "$asimov_stdout" || asimov_end 126 no-stdout
[ "$asimov_stderr" = "$asimov_stdout" ] || asimov_prepare "$asimov_stderr" || asimov_end 126 no-stderr

[ "$asimov_before" = 0 ] || (asimov_run before "$@") </dev/null >>"$asimov_stdout" 2>>"$asimov_stderr" || asimov_end 126 not-before $?

[ -z "$asimov_asked" ] || asimov_end 143 exit

# In the foreground: a job in the background would not get SIGINT and could not read its input.
(asimov_run command "$@") <"$asimov_stdin" >>"$asimov_stdout" 2>>"$asimov_stderr"
asimov_code=$?
if [ -n "$asimov_scratch" ]; then
  asimov_write "$asimov_record/result" '%s\n' $asimov_code
  asimov_resulted=yes
  asimov_bring $asimov_code "$@"
fi
if [ $asimov_code = "$asimov_success" ]; then
  asimov_unwritten "$@"
  [ -z "$asimov_what" ] || asimov_end $asimov_code no-output "$asimov_what"
fi
asimov_end $asimov_code exit
