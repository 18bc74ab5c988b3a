import type { SchedulerState } from "../scheduler/index.ts";

/** What can be seen of an analysis's open submissions: the state of the one that decides, or that there is none. */
export type Seen = SchedulerState | "unconfirmed" | "nothing";

/** What a pass does with an analysis in a status, seeing something. */
export type Action =
  /** Nothing to do. */
  | "leave"
  /** It can't be told; the pass says so. */
  | "report"
  /** `checkProgress` and `whileRunning`, when due. */
  | "look"
  /** `detectCompletion`: then `collectAssets` and `finished`, or a failed attempt. */
  | "conclude"
  /** A failed attempt: `resurrect` while there is budget, else `stuck`. */
  | "fail"
  /** The status follows the submission that was found. */
  | "adopt"
  /** `afterCompletion`: on to `processing` or `uploaded`. */
  | "complete"
  /** `detectCompletionProcessing`, then `afterProcessing`: on to `uploaded`, or `stuck`. */
  | "conclude processing"
  /** `ejectJob`. */
  | "eject"
  /** Everything has ended: `stopped`. */
  | "stopped"
  /** Everything has ended: `clean`, then `ready`. */
  | "clean";

type Row = Readonly<Record<Seen, Action>>;

const ended = (action: Action): Pick<Row, "completed" | "failed" | "removed" | "absent" | "nothing"> => ({
  completed: action,
  failed: action,
  removed: action,
  absent: action,
  nothing: action,
});

const alive = (action: Action): Pick<Row, "queued" | "running" | "held"> => ({ queued: action, running: action, held: action });

const doubtful = { unknown: "report", unconfirmed: "report" } as const;

/** The state machine of the lifecycle: status and what is seen, to what a pass does. Statuses that are not here are left alone. */
export const transitions: Readonly<Record<string, Row>> = {
  ready: { ...alive("adopt"), ...ended("adopt"), nothing: "leave", ...doubtful },
  running: { ...alive("look"), ...ended("conclude"), failed: "fail", removed: "fail", ...doubtful },
  finished: { ...alive("adopt"), ...ended("complete"), ...doubtful },
  processing: { ...alive("adopt"), ...ended("conclude processing"), ...doubtful },
  stop: { ...alive("eject"), ...ended("stopped"), ...doubtful },
  restart: { ...alive("eject"), ...ended("clean"), ...doubtful },
};

/** What a pass does with an analysis in `status` that sees `seen`. */
export function actionFor(status: string, seen: Seen): Action {
  return Object.hasOwn(transitions, status) ? transitions[status]![seen] : "leave";
}
