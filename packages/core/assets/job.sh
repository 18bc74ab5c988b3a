#!/bin/sh
# Runs one job and records what happened to it; outlives the supervisor that started it.
#
# usage: job.sh RECORD DIRECTORY STDIN STDOUT STDERR MODE COMMAND [ARGUMENT...]
#   RECORD   absolute path of the directory of this try of the job; files in it:
#              start.PID  who may become the one that runs it (pid = process group, start time, boot, host)
#              claim/     made by the one that does
#              start      the start.PID of that one
#              exit       how it ended, and below it the output of `times`
#   MODE     "truncate" or "append": what happens to the contents of STDOUT and STDERR
# Exit codes: 0 the job was run or could not be started, see RECORD/exit; 75 it is another's; 74 RECORD cannot be written.
#
# The environment is that of the job, so names here begin with asimov_ and no program is looked up on its PATH.

asimov_record=$1 asimov_directory=$2 asimov_stdin=$3 asimov_stdout=$4 asimov_stderr=$5 asimov_mode=$6
shift 6

# Caught, not ignored: the job gets the default back, and this shell goes on waiting for it.
trap : HUP INT QUIT USR1 USR2
trap asimov_asked=yes TERM
asimov_asked=

asimov_tool() (
  unset LD_PRELOAD LD_LIBRARY_PATH
  PATH=/usr/bin:/bin
  exec "$@"
)

asimov_field_22() {
  shift 19
  asimov_start_time=$1
}

# asimov_end CODE CAUSE
# On a full disk it waits for room: without the record the job would run again.
asimov_end() {
  until { printf 'code=%s\ncause=%s\n' "$1" "$2" && times; } >"$asimov_record/exit.tmp" && asimov_tool mv "$asimov_record/exit.tmp" "$asimov_record/exit"; do
    [ -d "$asimov_record" ] || exit 74
    asimov_tool sleep 1
  done
  exit 0
}

# Makes the directory of an output file and the file itself.
asimov_prepare() {
  [ -d "${1%/*}/" ] || asimov_tool mkdir -p "${1%/*}/" || return 1
  if [ "$asimov_mode" = truncate ]; then true >"$1"; else true >>"$1"; fi
}

read -r asimov_stat </proc/$$/stat
read -r asimov_boot </proc/sys/kernel/random/boot_id
read -r asimov_host </proc/sys/kernel/hostname
# The program's name, in parentheses, may hold blanks: the third field begins behind it.
asimov_field_22 ${asimov_stat##*) }

printf 'pid=%s\nstart=%s\nboot=%s\nhost=%s\n' $$ "$asimov_start_time" "$asimov_boot" "$asimov_host" >"$asimov_record/start.$$" || exit 74
if ! asimov_tool mkdir "$asimov_record/claim"; then
  asimov_tool rm -f "$asimov_record/start.$$"
  if [ -d "$asimov_record/claim" ]; then exit 75; else exit 74; fi
fi
asimov_tool mv "$asimov_record/start.$$" "$asimov_record/start" || exit 74

cd "$asimov_directory" || asimov_end 126 no-directory
case $1 in
  */*) ;;
  *) asimov_end 127 no-program ;;
esac
[ -f "$1" ] || asimov_end 127 no-program
[ -x "$1" ] || asimov_end 126 not-executable
[ -r "$asimov_stdin" ] || asimov_end 126 no-stdin
asimov_prepare "$asimov_stdout" || asimov_end 126 no-stdout
[ "$asimov_stderr" = "$asimov_stdout" ] || asimov_prepare "$asimov_stderr" || asimov_end 126 no-stderr

[ -z "$asimov_asked" ] || asimov_end 143 exit

# In the foreground: a job in the background would not get SIGINT and could not read its input.
(
  unset OLDPWD
  exec "$@"
) <"$asimov_stdin" >>"$asimov_stdout" 2>>"$asimov_stderr"
asimov_end $? exit
