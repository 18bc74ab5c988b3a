#!/bin/sh
# Runs a program that must not outlive whoever started it: guard.sh PROGRAM ARGUMENT...
# The starter holds the other end of file descriptor 4, never writes to it, and closes it when the program has ended. If the starter is gone
# before, however it ended, that end closes too. Then the whole process group is killed. Values come only through "$@".
(
  read -r nothing <&4
  kill -s KILL 0
) 0</dev/null 1>/dev/null 2>/dev/null 3<&- &
exec 4<&-
exec "$@"
