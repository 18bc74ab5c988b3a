#!/bin/sh
# Begins one job of a batch: the script that Slurm runs.
#
# usage: task.sh BATCH
#   BATCH  a directory with a launch file for each task of the job array, named by its number; `0` where there is no array.
#          A launch file sets `record`, the directory of the job's records, and the words of the command that runs it.
# Exit codes: that of the job, as far as its wrapper has recorded it; 0 where the job is another's; 74 without a launch file; else that of the wrapper.

# Slurm ends a job when this shell ends: it waits for the wrapper, which caught them too.
trap : HUP INT QUIT TERM USR1 USR2

launch=$1/${SLURM_ARRAY_TASK_ID:-0}
looks=0
# A shared file system may show it late. One that was removed never comes.
until [ -r "$launch" ]; do
  [ -d "$1" ] && [ "$looks" -lt 30 ] || exit 74
  looks=$((looks + 1))
  sleep 1
done
record=
. "$launch"
# A power cut can leave a name without its contents.
[ -n "$record" ] || exit 74

# The environment is that of the job; which devices are its own only Slurm knows.
/usr/bin/env -i -- \
  ${CUDA_VISIBLE_DEVICES+"CUDA_VISIBLE_DEVICES=$CUDA_VISIBLE_DEVICES"} \
  ${ROCR_VISIBLE_DEVICES+"ROCR_VISIBLE_DEVICES=$ROCR_VISIBLE_DEVICES"} \
  ${GPU_DEVICE_ORDINAL+"GPU_DEVICE_ORDINAL=$GPU_DEVICE_ORDINAL"} \
  "$@" </dev/null >/dev/null 2>&1
code=$?
case $code in
  0) read -r line <"$record/exit" && exit "${line#code=}" ;;
  75)
    # Somebody has made Slurm start it again, which ended it before.
    [ "${SLURM_RESTART_COUNT:-0}" = 0 ] || : >"$record/requeued"
    exit 0
    ;;
esac
printf '%s\n' "$code" >"$record/not-started"
exit "$code"
