const most = 10;

/** Prints lines, the first ten of more, and says how many there are. */
export function printCounted(lines: readonly string[]): void {
  for (const line of lines.slice(0, most)) process.stdout.write(`${line}\n`);
  if (lines.length > most) process.stdout.write(`  and ${lines.length - most} more, ${lines.length} in all\n`);
}
