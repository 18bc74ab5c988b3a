import type { Ledger, Row } from "../../ledger/index.ts";

/** What jobs have used, as far as their schedulers tell: of what runs, so far. */
export interface Usage {
  readonly cpuSeconds: number;
  /** By the clock, of all jobs together. */
  readonly wallSeconds: number;
  /** MiB that one job held at most, where somebody told. */
  readonly memory?: number | undefined;
}

/** What the jobs of attempts have used, by the ids of these. */
export function usageOfAttempts(ledger: Ledger, ids: readonly number[]): ReadonlyMap<number, Usage> {
  return byId(ledger.all(select("s.attempt_id", "WHERE s.attempt_id IN (SELECT value FROM json_each(?))"), JSON.stringify(ids)));
}

/** What the jobs of all attempts of each analysis have used, by the ids of analyses; those of which nobody told are left out. */
export function usageOfAnalyses(ledger: Ledger): ReadonlyMap<number, Usage> {
  return byId(ledger.all(select("t.analysis_id", "JOIN attempts t ON t.id = s.attempt_id")));
}

// What was said at the end counts over what was seen on the way.
function select(key: string, rest: string): string {
  const [joins, where] = rest.startsWith("WHERE") ? ["", rest] : [rest, ""];
  const said = (name: string): string => `coalesce(json_extract(s.outcome, '$.${name}'), json_extract(o.content, '$.${name}'), 0)`;
  return `SELECT ${key} AS id, sum(${said("cpuSeconds")}) AS cpu, sum(${said("wallSeconds")}) AS wall, max(${said("memory")}) AS memory
    FROM submissions s LEFT JOIN observations o ON o.submission_id = s.id ${joins} ${where} GROUP BY ${key}`;
}

function byId(rows: readonly Row[]): ReadonlyMap<number, Usage> {
  const usages = rows.map((row) => {
    const memory = Number(row["memory"]);
    const usage: Usage = { cpuSeconds: Number(row["cpu"]), wallSeconds: Number(row["wall"]), ...(memory > 0 && { memory }) };
    return [Number(row["id"]), usage] as const;
  });
  return new Map(usages.filter(([, { cpuSeconds, wallSeconds, memory = 0 }]) => cpuSeconds > 0 || wallSeconds > 0 || memory > 0));
}
