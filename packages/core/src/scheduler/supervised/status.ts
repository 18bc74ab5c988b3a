import { setTimeout as delay } from "node:timers/promises";

import type { Room } from "../../workflow/index.ts";
import type { Observation } from "../types.ts";
import { observe, readState } from "./observe.ts";
import { readOutcome, readSubmission } from "./records.ts";
import type { Engine } from "./engine.ts";
import { openKnownState, recordedTokens } from "./state-directory.ts";
import { askToLeave, livingSupervisor, noLimit, type SupervisorRecord } from "./supervisor-record.ts";

/** A state directory and its supervisor at one moment. */
export interface SupervisedStatus {
  readonly directory: string;
  /** The supervisor, if one lives. */
  readonly supervisor?: SupervisorRecord | undefined;
  /** What jobs may take together, where there is a limit: of the supervisor, or of one that would be started now. */
  readonly limits?: Room | undefined;
  /** Submissions that have not ended. */
  readonly open: readonly OpenSubmission[];
  /** How many have ended. */
  readonly ended: number;
}

/** A submission that has not ended. */
export interface OpenSubmission extends Observation {
  readonly name: string;
  readonly file: string;
  /** Names of the nodes that run. */
  readonly running: readonly string[];
}

/** The state directory as its files tell it. Throws `STATE_COPIED` and `STATE_OTHER_HOST`: processes of others would be taken for its own. */
export async function readStatus({ settings, machine, place }: Engine): Promise<SupervisedStatus> {
  const paths = openKnownState(settings);
  const supervisor = await livingSupervisor(paths, place);
  const tokens = recordedTokens(paths);
  const open = tokens.filter((token) => !readOutcome(paths, token));
  return {
    directory: paths.directory,
    supervisor,
    limits: machine.cores < noLimit ? { cores: supervisor?.slots ?? machine.cores, memory: supervisor?.memory ?? machine.memory } : undefined,
    open: open.flatMap((token) => {
      const record = readSubmission(paths, token);
      const seen = observe(paths, token);
      return record
        ? [{ ...seen, name: record.name, file: record.file, running: seen.state === "held" ? [] : [...readState(paths, token).running] }]
        : [];
    }),
    ended: tokens.length - open.length,
  };
}

/** Asks the supervisor to leave; true when none lives any more. Throws as {@link readStatus} does. */
export async function stop({ settings, place }: Engine): Promise<boolean> {
  const paths = openKnownState(settings);
  const living = await livingSupervisor(paths, place);
  if (living) askToLeave(paths, living);
  const deadline = performance.now() + settings.startSeconds * 1000;
  for (;;) {
    if (!(await livingSupervisor(paths, place))) return true;
    if (performance.now() >= deadline) return false;
    await delay(20);
  }
}
