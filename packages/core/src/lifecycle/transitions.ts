import type { Status } from "../analysis/index.ts";
import type { SchedulerState } from "../scheduler/index.ts";

/** What can be seen of an analysis's open submissions: the state of the one that decides, or that there is none. */
export type Seen = SchedulerState | "unconfirmed" | "nothing";

/** What a pass does with an analysis in a status, seeing something; what each leads to stands in `outcomes`. */
export type Action =
  /** Nothing to do. */
  | "leave"
  /** It can't be told; the pass says so. */
  | "report"
  /** `checkProgress` and `whileRunning`, when due. */
  | "look"
  /** Its jobs are held: submitted again with larger requests, released, or left to a person. */
  | "hold"
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
  | "clean"
  /** A status that a plugin adds: its handler. */
  | "handle";

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

// Only a person leads out of these.
const resting: Row = { ...alive("leave"), ...ended("leave"), unknown: "leave", unconfirmed: "leave" };

// A status that a plugin adds is visited each pass, unless a job of it may still run.
const added: Row = { ...alive("leave"), ...ended("handle"), ...doubtful };

/** The state machine of the lifecycle: status and what is seen, to what a pass does. */
export const transitions: Readonly<Record<Status, Row>> = {
  ready: { ...alive("adopt"), ...ended("adopt"), nothing: "leave", ...doubtful },
  wait: resting,
  running: { ...alive("look"), held: "hold", ...ended("conclude"), failed: "fail", removed: "fail", ...doubtful },
  finished: { ...alive("adopt"), ...ended("complete"), ...doubtful },
  processing: { ...alive("adopt"), held: "hold", ...ended("conclude processing"), ...doubtful },
  uploaded: resting,
  stuck: resting,
  // What was there, and of whose end nobody knows, may run: its absence alone ends nothing that a person wants to end.
  stop: { ...alive("eject"), ...ended("stopped"), absent: "report", ...doubtful },
  stopped: resting,
  restart: { ...alive("eject"), ...ended("clean"), absent: "report", ...doubtful },
  cancelled: resting,
  manual: resting,
};

/** What a pass does with an analysis in `status` that sees `seen`; a status that is not in the table is one that a plugin adds. */
export function actionFor(status: string, seen: Seen): Action {
  return (isStatus(status) ? transitions[status] : added)[seen];
}

function isStatus(status: string): status is Status {
  return Object.hasOwn(transitions, status);
}
