import { existsSync, readFileSync } from "node:fs";

/** One event of a log of jobs ("Job Event Log Codes" in the manual). */
export interface LogEvent {
  readonly code: number;
  readonly cluster: number;
  readonly proc: number;
  /** The lines that follow the first. */
  readonly text: string;
}

/** Numbers of the events that are read here. */
export const eventCode = { submitted: 0, terminated: 5, aborted: 9, postScript: 16 } as const;

/** The events of the log `file`, in their order; none where it is not there. The last may be half written, and is left out then. */
export function readEvents(file: string): readonly LogEvent[] {
  if (!existsSync(file)) return [];
  const whole = readFileSync(file, "utf8")
    .split(/^\.\.\.\n/m)
    .slice(0, -1);
  return whole.flatMap((entry) => {
    const [, code, cluster, proc] = /^(\d{3}) \((\d+)\.(\d+)\.\d+\) /.exec(entry) ?? [];
    if (code === undefined) return [];
    return [{ code: Number(code), cluster: Number(cluster), proc: Number(proc), text: entry.slice(entry.indexOf("\n") + 1) }];
  });
}

/** Whether the program of an event ended with exit code 0. */
export function endedWell({ text }: LogEvent): boolean {
  return /^\s*\(1\) Normal termination \(return value 0\)/m.test(text);
}
