import type { Status } from "../../analysis/index.ts";
import type { HookName } from "../../pipeline/index.ts";
import type { Action } from "../transitions.ts";

/** What an action does, which hooks it calls, and which statuses it can lead to, with why; where it leads nowhere the status stays. */
export interface Outcome {
  readonly does: string;
  readonly hooks: readonly HookName[];
  /** `from` is given where it holds for that status only. */
  readonly to: readonly { readonly status: Status; readonly because: string; readonly from?: Status }[];
}

const again = { status: "running", because: "there is budget: it goes on from its rescue point" } as const;
const waiting = { status: "ready", because: "there is budget, and its submission is still to be made" } as const;
const stuck = { status: "stuck", because: "the budget of the cause is spent, or it has none" } as const;
const fault = { status: "stuck", because: "a hook failed" } as const;

/** What each action of a pass leads to. A hook that fails for reasons of the machine leaves the status as it is, with the reason. */
export const outcomes: Readonly<Record<Action, Outcome>> = {
  leave: { does: "nothing", hooks: [], to: [] },
  report: { does: "says that nothing is known; exit code 4", hooks: [], to: [] },
  look: { does: "looks at its progress, when due", hooks: ["checkProgress", "whileRunning"], to: [] },
  hold: {
    does: "out of memory, disk or time: removes the jobs for a submission with larger requests, or to be stuck; without credentials: releases them once these are valid; else says what a person can do",
    hooks: [],
    to: [],
  },
  conclude: {
    does: "asks whether the products are whole, and records them",
    hooks: ["detectCompletion", "collectAssets", "collectSettings", "resurrect"],
    to: [{ status: "finished", because: "its products are whole" }, again, waiting, stuck, fault],
  },
  fail: { does: "ends the attempt with its cause", hooks: ["resurrect"], to: [again, waiting, stuck, fault] },
  adopt: { does: "follows the submission that was found", hooks: [], to: [{ from: "ready", status: "running", because: "its submission is there" }] },
  complete: {
    does: "starts post-processing, or stores the results",
    hooks: ["afterCompletion", "runPesummary", "storeResults"],
    to: [{ status: "processing", because: "post-processing runs" }, { status: "uploaded", because: "the results are in the store" }, fault],
  },
  "conclude processing": {
    does: "asks whether the products of post-processing are whole, and stores the results",
    hooks: ["detectCompletionProcessing", "afterProcessing", "storeResults"],
    to: [
      { status: "uploaded", because: "the results are in the store" },
      { status: "stuck", because: "post-processing ended without its products, or a hook failed" },
    ],
  },
  eject: { does: "removes its submissions; where the hook failed, the next pass does it without", hooks: ["ejectJob"], to: [] },
  stopped: { does: "ends the attempt", hooks: [], to: [{ status: "stopped", because: "all its jobs have ended" }] },
  clean: {
    does: "moves its files to the trash; where the hook failed, the next pass does it without",
    hooks: ["clean"],
    to: [{ status: "ready", because: "it runs again from the start" }],
  },
  handle: {
    does: "calls the handler of the plugin's status (its class's stateHandlers, or group states), which says where it goes on to: any status of a plugin, or",
    hooks: [],
    to: [
      { status: "processing", because: "its handler submitted a job" },
      { status: "uploaded", because: "its handler says so, and the results are in the store" },
    ],
  },
};

/** What building and submitting, which is no action on something seen, leads to. */
export const starting: Outcome = {
  does: "builds and submits it once its needs are met",
  hooks: ["beforeConfig", "beforeBuild", "buildDag", "beforeSubmit", "submitDag"],
  to: [
    { status: "running", because: "submitted" },
    { status: "stuck", because: "its builder, or a hook, failed" },
  ],
};

/** What a pass does by itself with what has run to its end. */
export const renewing: Outcome = {
  does: "runs it again, if it is refreshable",
  hooks: ["clean"],
  to: [{ status: "restart", because: "what it combines has changed" }],
};

/** The statuses that an action leads to in a status. */
export function nextStatuses(from: string, { to }: Outcome): readonly Status[] {
  return [...new Set(to.filter((one) => one.from === undefined || one.from === from).map(({ status }) => status))];
}
