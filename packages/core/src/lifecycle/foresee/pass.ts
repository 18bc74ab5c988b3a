import { candidatesIn, currentPauses, describePause, pauseOf, readyAnalyses, type Analysis } from "../../analysis/index.ts";
import { isBuilt } from "../build.ts";
import { isHome } from "../home.ts";
import { decide, unknownOf, type PassOptions, type Unknown } from "../pass.ts";
import { latestAttempt } from "../record/index.ts";
import type { Session } from "../session.ts";
import { Throttle } from "../throttle.ts";
import { actionFor, type Action, type Seen } from "../transitions.ts";
import { type Watched, watchSubmissions } from "../submission/index.ts";

/** What a pass would do with one analysis. */
export interface ForeseenStep {
  readonly analysis: Analysis;
  /** What is seen of its submissions. */
  readonly seen: Seen;
  /** `build` and `submit` beside what the state machine says. */
  readonly action: Action | "build" | "submit" | "wait";
  /** For people. */
  readonly text: string;
}

/** What a pass would do, as things are now. */
export interface ForeseenPass {
  readonly steps: readonly ForeseenStep[];
  readonly unknown: readonly Unknown[];
}

/** What `runPass` would do: schedulers are asked, nothing is written, no hook runs. */
export async function foreseePass(session: Session, options: PassOptions = {}): Promise<ForeseenPass> {
  isHome(session.project);
  const { ledger } = session.project;
  const candidates = candidatesIn(ledger, options.subject);
  const mine = candidates.all.filter(({ id }) => !options.leaveOut?.has(id) && (options.only?.has(id) ?? true));
  const watched = await watchSubmissions(session);
  const unknown: Unknown[] = [];
  const steps = mine.flatMap((analysis): readonly ForeseenStep[] => {
    const decisive = decide(watched.get(analysis.id) ?? []);
    const seen = decisive?.seen ?? "nothing";
    const action = actionFor(analysis.status, seen);
    if (action === "report" && decisive?.leftTo === undefined) unknown.push(unknownOf(analysis, decisive));
    return action === "leave" ? [] : [{ analysis, seen, action, text: textOf(action, decisive) }];
  });
  const acted = new Set(steps.map(({ analysis }) => analysis.id));
  const startable = readyAnalyses(candidates).filter(({ id }) => !acted.has(id) && mine.some((one) => one.id === id));
  return { steps: [...steps, ...starts(session, startable, options)], unknown };
}

// Without a chain only what was to go on from its rescue point is submitted.
function starts(session: Session, ready: readonly Analysis[], { chain = false }: PassOptions): readonly ForeseenStep[] {
  const { ledger } = session.project;
  const throttle = new Throttle(session);
  const pauses = currentPauses(ledger);
  return ready
    .filter((analysis) => chain || latestAttempt(ledger, analysis)?.resumes !== undefined)
    .toSorted((a, b) => b.priority - a.priority)
    .map((analysis) => {
      const pause = pauseOf(pauses, analysis);
      const why = pause ? describePause(pause) : throttle.take(analysis);
      const step = { analysis, seen: "nothing" } as const;
      if (isBuilt(ledger, analysis)) {
        if (why !== undefined) return { ...step, action: "wait", text: `stays ready: ${why}` };
        return { ...step, action: "submit", text: "is submitted" };
      }
      if (pause) return { ...step, action: "wait", text: `stays ready: ${describePause(pause)}` };
      return { ...step, action: "build", text: why === undefined ? "is built and submitted" : `is built, and stays ready: ${why}` };
    });
}

function textOf(action: Action, decisive: Watched | undefined): string {
  const what = texts[action] ?? action;
  const { state, reason } = decisive?.observation ?? {};
  const seen =
    decisive?.seen === "unconfirmed" ? "nobody can say whether it was submitted" : state === undefined ? "no open submission" : `seen ${state}`;
  return `${seen}${reason === undefined ? "" : ` (${reason})`}: ${what}`;
}

const texts: Readonly<Partial<Record<Action, string>>> = {
  report: "nothing is concluded",
  look: "its progress is looked at when due",
  conclude: "its pipeline is asked whether its products are whole; then finished, or a failed attempt",
  fail: "a failed attempt: taken up again while there is budget, else stuck",
  hold: "out of memory, disk or time: its jobs are removed, for larger requests while there is budget; without credentials: released once these are valid; else a person is told what to do",
  adopt: "its status follows the submission",
  complete: "its completion goes on: post-processing, or its results into the store",
  "conclude processing": "its pipeline is asked whether post-processing is complete",
  handle: "the handler of its status is called",
  eject: "its jobs are removed",
  stopped: "stopped",
  clean: "its files go to the trash, and it is ready again",
};
