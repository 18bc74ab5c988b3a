import { setTimeout as delay } from "node:timers/promises";

import type { Room } from "../../workflow/index.ts";
import type { Observation } from "../types.ts";
import { observe, readState } from "./observe.ts";
import { readOutcome, readSubmission } from "./records.ts";
import type { LocalSettings } from "./settings.ts";
import { openKnownState, recordedTokens } from "./state-directory.ts";
import { askToLeave, livingSupervisor, type SupervisorRecord } from "./supervisor-record.ts";

/** The local scheduler at one moment. */
export interface LocalStatus {
  readonly directory: string;
  /** The supervisor, if one lives. */
  readonly supervisor?: SupervisorRecord | undefined;
  /** What jobs may take together: of the supervisor, or of one that would be started now. */
  readonly limits: Room;
  /** Submissions that have not ended. */
  readonly open: readonly LocalSubmission[];
  /** How many have ended. */
  readonly ended: number;
}

/** A submission that has not ended. */
export interface LocalSubmission extends Observation {
  readonly name: string;
  readonly file: string;
  /** Names of the nodes that run. */
  readonly running: readonly string[];
}

/** The local scheduler as its files tell it. Throws `LOCAL_COPIED` and `LOCAL_OTHER_HOST`: processes of others would be taken for its own. */
export function readStatus(settings: LocalSettings): LocalStatus {
  const paths = openKnownState(settings.directory);
  const supervisor = livingSupervisor(paths);
  const tokens = recordedTokens(paths);
  const open = tokens.filter((token) => !readOutcome(paths, token));
  return {
    directory: paths.directory,
    supervisor,
    limits: { cores: supervisor?.slots ?? settings.slots, memory: supervisor?.memory ?? settings.memory },
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
export async function stop(settings: LocalSettings): Promise<boolean> {
  const paths = openKnownState(settings.directory);
  const living = livingSupervisor(paths);
  if (living) askToLeave(paths, living);
  const deadline = performance.now() + settings.startSeconds * 1000;
  while (livingSupervisor(paths) && performance.now() < deadline) await delay(20);
  return livingSupervisor(paths) === undefined;
}
