import type { JobOutcome } from "../workflow/index.ts";

/** Why the wrapper could not start a job, as its exit record names it. */
export type StartFailure = keyof typeof startFailures;

const startFailures = {
  "no-directory": "its working directory does not exist or cannot be entered",
  "no-program": "its executable does not exist",
  "not-executable": "its executable may not be executed",
  "no-stdin": "its standard input cannot be read",
  "no-stdout": "the file for its standard output cannot be written",
  "no-stderr": "the file for its standard error cannot be written",
  "too-long": "its arguments and environment are longer than the system allows",
  "no-input": "its input files could not be brought to it",
  "not-before": "the command that runs before it (PreCmd) failed",
} as const;

/** Whether a record of the wrapper has its last line: it may be being written, and a power cut can leave the name without its contents. */
export function isWhole(text = ""): boolean {
  return /^end=\n/m.test(text);
}

/** How a job ended by its exit record `text`; undefined when it is none, or not whole. */
export function parseExit(text = ""): JobOutcome | undefined {
  const { code, cause, what } = parseFields(text);
  if (!code || !cause || !isWhole(text)) return undefined;
  const exitCode = Number(code);
  const start = Object.entries(startFailures).find(([name]) => name === cause)?.[1];
  if (start !== undefined) return { cause: "start", exitCode, reason: what ? `${start}${detail(cause, what)}` : start };
  const cpuSeconds = childrenSeconds(text);
  if (cause === "no-output") return { cause: "output", exitCode, cpuSeconds, reason: `missing output ${what ?? ""}` };
  if (cause === "lost-output") return { cause: "output", exitCode, cpuSeconds, reason: `its output could not be brought back: ${what ?? ""}` };
  const reason = what ? noRoom(what) : undefined;
  return { cause: exitCode > 128 && exitCode < 160 ? "signal" : "exit", exitCode, cpuSeconds, ...(reason !== undefined && { reason }) };
}

/** The lines `NAME=VALUE` of a record. */
export function parseFields(text: string): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    text.split("\n").flatMap((line) => (line.includes("=") ? [[line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]] : [])),
  );
}

function detail(cause: string, what: string): string {
  if (cause === "no-input") return `: ${what}`;
  return cause === "not-before" ? ` with exit code ${what}` : `; ${noRoom(what)}`;
}

function noRoom(disk: string): string {
  return `there is no room left on the disk ${disk}`;
}

/** User and system time of the children in the output of `times`: its second line, as `1m2.34s 0m0.5s`. */
function childrenSeconds(text: string): number | undefined {
  const lines = [...text.matchAll(/^(\d+)m([\d.,]+)s (\d+)m([\d.,]+)s$/gm)];
  const times = lines[1]?.slice(1).map((part) => Number(part.replace(",", ".")));
  return times && Math.round((times[0]! * 60 + times[1]! + times[2]! * 60 + times[3]!) * 1000) / 1000;
}
