#!/bin/sh
# Runs a command as a job, and lets it run again after a while, as long as this file is there.
#
# usage: again.sh SELF SECONDS COUNT OPTION... COMMAND [ARGUMENT...]
#   SELF     this file; `asimov stop` removes it
#   SECONDS  from the beginning of one run to that of the next, which begins no earlier than this one has ended
#   OPTIONs  of sbatch, COUNT of them

self=$1 seconds=$2 count=$3
[ -e "$self" ] || exit 0

# A run whose submission was not answered would go on for ever beside the next.
waits() {
  squeue --noheader --me --name="$SLURM_JOB_NAME" --states=PENDING | grep -q .
}

renew() {
  words='' index=4
  while [ "$index" -le $((count + 3)) ]; do
    words="$words \"\${$index}\""
    index=$((index + 1))
  done
  # Only numbers stand in what is evaluated.
  eval "sbatch --begin=now+$seconds --dependency=afterany:$SLURM_JOB_ID $words \"\$self\" \"\$@\"" >/dev/null
}

# What can't be renewed is started again itself before its time is over: that takes no place that a limit may refuse.
keep() {
  if waits || renew "$@"; then
    late=
  elif [ -n "$ending" ]; then
    scontrol requeue "$SLURM_JOB_ID"
  fi
}

ending=
trap ending=yes USR1
late=
waits || renew "$@" || late=yes
(
  shift $((count + 3))
  exec "$@"
) &
child=$!
while :; do
  wait "$child"
  code=$?
  # A signal ends only the wait.
  kill -0 "$child" 2>/dev/null || break
  [ -z "$late" ] || [ ! -e "$self" ] || keep "$@"
done
while [ -n "$late" ] && [ -e "$self" ]; do
  keep "$@"
  [ -n "$late" ] || break
  sleep 30 &
  wait "$!"
done
exit $code
