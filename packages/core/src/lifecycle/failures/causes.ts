import { closeSync, existsSync, fstatSync, openSync, readSync } from "node:fs";

import { holdOf, type JobFailure, type Observation } from "../../scheduler/index.ts";
import type { Cause, CauseKind } from "../record/index.ts";

/** Why an attempt whose workflow ended without success failed. */
export function causeOf(observation: Observation): Cause {
  const { state, endedBy, held, failure } = observation;
  // Where it ran out of something, its engine may have ended it rather than held it.
  if (held) return { kind: "held", ...kept({ class: held.class }), message: observation.reason ?? held.reason };
  if (endedBy !== undefined || state === "removed")
    return { kind: endedBy ?? "removed", message: observation.reason ?? endings[endedBy ?? "removed"] };
  const message = observation.reason ?? "a job of its workflow failed";
  if (!failure) return { kind: "node failed", message };
  const log = logOf(failure);
  const kind: CauseKind = failure.cause === "lost" ? "lost" : "node failed";
  const facts = kept({ node: failure.node, exitCode: failure.exitCode, log });
  return { kind, message: log ? `${message}\n${log.tail}` : message, ...facts };
}

/** Why the submission of `observation` is held. */
export function holdCause(observation: Observation): Cause {
  const hold = holdOf(observation);
  return { kind: "held", class: hold.class, message: hold.reason };
}

const endings = {
  evicted: "the scheduler wanted its place",
  lost: "its machine was lost",
  removed: "its jobs were removed, and not through asimov",
} as const;

function kept<T extends object>(facts: T): T {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as T;
}

function logOf({ stdout, stderr }: JobFailure): Cause["log"] {
  for (const file of [stderr, stdout]) {
    const tail = file === undefined ? "" : lastLines(file);
    if (file !== undefined && tail !== "") return { file, tail };
  }
  return undefined;
}

const most = 4000;

// Logs of weeks are long.
function lastLines(file: string, count = 5): string {
  if (!existsSync(file)) return "";
  const descriptor = openSync(file, "r");
  try {
    const { size } = fstatSync(descriptor);
    const buffer = Buffer.alloc(Math.min(size, most));
    readSync(descriptor, buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString("utf8").trimEnd().split("\n").slice(-count).join("\n");
  } finally {
    closeSync(descriptor);
  }
}
