import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Writes down an error of the stand-in itself, which would look to who gave the command like one of HTCondor's. */
export function noteError(directory: string, command: readonly string[], error: unknown): void {
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
  appendFileSync(fileOf(directory), `${JSON.stringify({ command: command.join(" "), said })}\n`);
}

/** The errors of the stand-in so far, each with its command. */
export function notedErrors(directory: string): readonly string[] {
  if (!existsSync(fileOf(directory))) return [];
  const lines = readFileSync(fileOf(directory), "utf8").split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line) as { command: string; said: string }).map(({ command, said }) => `${command}\n  ${said}`);
}

// Beside the state, which whoever has met an error may not have been able to write.
function fileOf(directory: string): string {
  return join(directory, "errors");
}
