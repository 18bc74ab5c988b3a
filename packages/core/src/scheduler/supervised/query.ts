import { AsimovError, readIfExists, timestamp, writeAtomic } from "../../system/index.ts";
import type { Observation, QueryOptions } from "../types.ts";
import type { Engine } from "./engine.ts";
import { ensureSupervisor } from "./ensure.ts";
import { observe } from "./observe.ts";
import { checkToken, readOutcome, readSubmission, submissionPaths } from "./records.ts";
import { statePaths, type SupervisedSettings, type StatePaths } from "./settings.ts";
import { openState, originalOf, recordedTokens, siblingWith, stateHost } from "./state-directory.ts";

/** What is to be said about each of `tokens`; sees to it that unfinished ones have a supervisor, unless it is only to look. */
export async function query(tokens: readonly string[], engine: Engine, { onlyLook = false }: QueryOptions = {}): Promise<readonly Observation[]> {
  const paths = statePaths(engine.settings.directory);
  const observations = readAll(paths, engine.settings, tokens);
  if (onlyLook || !observations.some(isOpen)) return observations;
  try {
    const waits = await ensureSupervisor(paths, engine);
    if (waits !== undefined) return observations.map((one) => (isOpen(one) ? { ...one, reason: `${waits}; ${one.reason ?? ""}` } : one));
  } catch (error) {
    if (!(error instanceof AsimovError)) throw error;
    const reason = `${error.message}; ${error.remedy ?? ""}`;
    return observations.map((observation) => (isOpen(observation) ? { ...observation, state: "unknown" as const, reason } : observation));
  }
  return observations;
}

/** Asks for the end of a submission. Throws `SUBMISSION_NOT_RECORDED` when there is none with this token. */
export async function remove(token: string, engine: Engine): Promise<void> {
  checkToken(token);
  const paths = openState(engine.settings);
  if (!readSubmission(paths, token))
    throw new AsimovError("SUBMISSION_NOT_RECORDED", { message: `no submission ${token} is recorded in ${paths.workflows}` });
  if (readOutcome(paths, token)) return;
  const { removal } = submissionPaths(paths, token);
  if (readIfExists(removal) === undefined) writeAtomic(removal, JSON.stringify({ at: timestamp() }), 0o600);
  await ensureSupervisor(paths, engine);
}

function isOpen({ state }: Observation): boolean {
  return state === "queued" || state === "running";
}

function readAll(paths: StatePaths, { home }: SupervisedSettings, tokens: readonly string[]): readonly Observation[] {
  const host = stateHost(paths);
  if (host !== undefined && host !== home) return tokens.map((token) => elsewhere(token, host));
  const original = host === undefined ? undefined : originalOf(paths);
  if (original !== undefined)
    return tokens.map((token) => ({ token, state: "unknown", reason: `${paths.directory} is a copy of ${original}: ask there` }));
  const recorded = new Set(recordedTokens(paths));
  return tokens.map((token) => (recorded.has(token) ? observe(paths, token) : missing(paths, token)));
}

function missing(paths: StatePaths, token: string): Observation {
  const host = siblingWith(paths, token);
  return host === undefined ? { token, state: "absent", reaches: beginning } : elsewhere(token, host);
}

// Records are never removed.
const beginning = new Date(0).toISOString();

function elsewhere(token: string, host: string): Observation {
  return { token, state: "unknown", reason: `ask on ${host}: it was submitted there` };
}
