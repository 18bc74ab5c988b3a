#!/bin/sh
# Runs a command as a job: Slurm wants a script.
exec "$@"
