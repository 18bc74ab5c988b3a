#!/bin/sh
# Brings the files of a job into its scratch directory, or back. May be killed at any moment and begun again.
#
# usage: transfer.sh in|out MODE COUNT SCRATCH KEEP WHEN [KIND FROM TO]... [ANYTHING...]
#   MODE     "append" leaves a scratch directory as it is that is there
#   COUNT    counts SCRATCH and what follows up to ANYTHING, which is ignored, as are KEEP and WHEN
#   SCRATCH  absolute path, in a directory of its own, which also holds the list of what was brought
# KINDs, of which FROM or TO is absolute and the other in SCRATCH:
#   run    the program: FROM goes to TO, and may be run there
#   in     FROM goes to TO; of a FROM that ends in "/" what is in it
#   out    likewise, back, FROM may be absolute too; what is not there is missing
#   new    all files at the top of SCRATCH that were not brought, or have changed, go to the directory TO
#   remap  those of `new` with this name go to TO
# Exit codes: 0 done; 2 failed; 3 failed for want of room; 4 all was brought that was there, but something is missing. Says what, in one line.

way=$1 mode=$2 words=$3 scratch=$4
shift 3
missing=
has_new=
part=

fail() {
  # Where there is no room, what has been copied of a file would only take more of it.
  [ -z "$part" ] || rm -f -- "$part"
  case $1 in
    *'No space left'* | *'quota exceeded'*) code=3 ;;
    *) code=2 ;;
  esac
  printf '%s\n' "$1" | head -n 1
  exit $code
}

# attempt COMMAND...: fails with what the command says.
attempt() {
  said=$("$@" 2>&1) || fail "$said"
}

# bring FROM TO: a file, or a directory into one that may be there.
bring() {
  case $2 in
    */*) attempt mkdir -p -- "${2%/*}" ;;
  esac
  if [ -d "$1" ]; then
    attempt mkdir -p -- "$2"
    attempt cp -RLp -- "${1%/}/." "$2"
  elif [ -L "$2" ] || { [ -e "$2" ] && [ ! -f "$2" ] && [ ! -d "$2" ]; }; then
    # What is written through, such as /dev/null, must stay what it is.
    said=$( (cat -- "$1" >"$2") 2>&1) || fail "$said"
  else
    target=$2
    [ ! -d "$2" ] || target=${2%/}/${1##*/}
    # Whole or not at all.
    part=${target%/*}/.${target##*/}.asimov
    attempt cp -Lp -- "$1" "$part"
    attempt mv -f -- "$part" "$target"
    part=
  fi
}

# The files at the top of the scratch directory, each with what changes when it is written.
list() {
  find . -maxdepth 1 -type f -exec stat -c '%n %s %y %i' {} +
}

# place NAME WORD...: sets `target` to where a new file of this name goes.
place() {
  name=$1
  shift
  while [ $# -ge 3 ]; do
    case $1 in
      remap) [ "$2" != "$name" ] || { target=$3 && return; } ;;
      new) target=${3%/}/$name ;;
    esac
    shift 3
  done
}

# bring_new WORD...
bring_new() {
  cd "$scratch" || exit 2
  for file in * .*; do
    [ -f "$file" ] || continue
    stat -c '%n %s %y %i' "./$file" | grep -Fxqf - "${scratch%/*}/brought" && continue
    place "$file" "$@"
    bring "./$file" "$target"
  done
}

# inside FROM: sets `path` to where that is.
inside() {
  case $1 in
    /*) path=$1 ;;
    *) path=$scratch/$1 ;;
  esac
}

# each WORD...: does what the words say.
each() {
  while [ $# -ge 3 ]; do
    case $way/$1 in
      in/in) bring "$2" "$scratch/$3" ;;
      in/run)
        bring "$2" "$scratch/$3"
        attempt chmod a+x -- "$scratch/$3"
        ;;
      out/out)
        inside "$2"
        if [ -e "$path" ]; then bring "$path" "$3"; else missing="$missing${missing:+, }$2"; fi
        ;;
      out/new) has_new=yes ;;
    esac
    shift 3
  done
}

# The words without SCRATCH, KEEP and WHEN, and without what is ignored.
index=0
for word in "$@"; do
  shift
  index=$((index + 1))
  [ $index -le 3 ] || [ $index -gt "$words" ] || set -- "$@" "$word"
done

if [ "$way" = in ]; then
  [ "$mode" = append ] && [ -d "$scratch" ] && exit 0
  attempt rm -rf -- "$scratch"
  attempt mkdir -p -- "$scratch"
  each "$@"
  cd "$scratch" && list >"${scratch%/*}/brought" || exit 2
else
  [ -d "$scratch" ] || fail "the scratch directory is gone"
  each "$@"
  [ -z "$has_new" ] || bring_new "$@"
fi
[ -z "$missing" ] || { printf '%s\n' "$missing" && exit 4; }
