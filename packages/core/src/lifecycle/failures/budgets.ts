import type { Analysis } from "../../analysis/index.ts";
import { retryCauses, type RetryCause } from "../../project/index.ts";
import { isMap, type Settings } from "../../settings/index.ts";
import type { Session } from "../session.ts";
import { type Attempt, attemptsOf, type Cause } from "../record/index.ts";

/**
 * `cause` with how often the analysis was taken up after it since it was last begun from the start, and how often it may be. What a person granted
 * does not count: neither does it use the budget up, nor does it renew it.
 */
export function counted(session: Session, analysis: Analysis, attempt: Attempt, cause: Cause): Cause {
  const key = retryCauseOf(cause);
  const budget = key === undefined || !attempt.workflow ? 0 : budgetOf(session, attempt.snapshot.settings, key);
  if (key === undefined || budget === 0) return { ...cause, used: 0, budget };
  const attempts = attemptsOf(session.project.ledger, analysis);
  const series = attempts.slice(attempts.findLastIndex(({ resumes }) => resumes === undefined));
  const before = new Map(attempts.map(({ id, cause: its }) => [id, its && retryCauseOf(its)]));
  const used = series.filter(({ resumes, granted }) => resumes !== undefined && !granted && before.get(resumes) === key).length;
  return { ...cause, used, budget };
}

/** Whether a {@link counted} cause leaves another try. */
export function leavesTry({ used = 0, budget = 0 }: Cause): boolean {
  return used < budget;
}

// These need no person: that the jobs were removed, or ended without their products, is tried again only where somebody says so.
const byThemselves: ReadonlySet<RetryCause> = new Set(["evicted", "lost", "node failed", "memory", "disk", "time"]);

function retryCauseOf({ kind, class: about }: Cause): RetryCause | undefined {
  const name = kind === "held" ? about : kind;
  return retryCauses.find((one) => one === name);
}

// What the analysis says counts over what the machine and the person do; a cause by its name over the default of all.
function budgetOf(session: Session, settings: Settings, key: RetryCause): number {
  const { retries, retriesFor } = session.project.config.monitor;
  const scheduler = isMap(settings["scheduler"]) ? settings["scheduler"] : {};
  const said = isMap(scheduler["retries"]) ? scheduler["retries"] : {};
  const one = (name: string): number | undefined => (typeof said[name] === "number" ? said[name] : undefined);
  const general = byThemselves.has(key) ? (one("default") ?? retriesFor[key] ?? retries) : (retriesFor[key] ?? 0);
  return one(key) ?? general;
}
