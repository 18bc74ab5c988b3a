/** A shell command that waits for a file of the trial, but not for ever: what is tested may leave it behind. */
export function waitFor(file: string): string {
  return `n=0; while [ ! -e ${file} ] && [ $n -lt 2400 ]; do sleep 0.05; n=$((n+1)); done`;
}
