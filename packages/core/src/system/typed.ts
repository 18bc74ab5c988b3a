/** An address as it is typed in a shell: names may have blanks. */
export function typed(address: string): string {
  return /^[\w./:@-]+$/.test(address) ? address : `'${address.replaceAll("'", `'\\''`)}'`;
}
