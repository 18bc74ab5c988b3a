import { combinedAnalyses, doneStatuses, neededAnalyses, type Analysis, type Candidates, type Need } from "../../analysis/index.ts";
import type { Ledger, Row } from "../../ledger/index.ts";
import { AsimovError } from "../../system/index.ts";
import type { UsedAnalysis } from "./attempts.ts";

/**
 * The finished analyses among `candidates`, or those of them in `of`, for which what they need or combine, or what provided settings to them, is no
 * longer what they were built with, by id, with what changed in words: another member, or a newer attempt of one. Those that are as they were are
 * left out.
 */
export function staleAnalyses(
  ledger: Ledger,
  candidates: Candidates,
  of: readonly Analysis[] = candidates.all,
): ReadonlyMap<number, readonly string[]> {
  const done = of.filter(({ status }) => doneStatuses.has(status));
  if (done.length === 0) return new Map();
  const newest = newestFinished(ledger, candidates.all);
  const used = usedBy(ledger, done);
  return new Map(
    done.flatMap((analysis) => {
      const recorded = used.get(analysis.id);
      const changes = recorded ? changesOf(analysis, recorded, candidates, newest) : [];
      return changes.length === 0 ? [] : [[analysis.id, changes] as const];
    }),
  );
}

/**
 * What `analysis` means now by what it needs or combines, with those of `used` that it left only since their status moved on: that happens by
 * itself, and changes nothing. Throws where settings contradict each other.
 */
export function membersNow(look: Look, analysis: Analysis, candidates: Candidates, used: readonly UsedAnalysis[]): readonly Analysis[] {
  const before = new Set(used.map(({ address }) => address));
  const meant = look(withoutStatuses(analysis), candidates).filter(({ address }) => before.has(address));
  return [...new Map([...look(analysis, candidates), ...meant].map((member) => [member.id, member])).values()];
}

type Look = typeof neededAnalyses;

interface Used {
  readonly needs: readonly UsedAnalysis[];
  readonly combined: readonly UsedAnalysis[];
  readonly providers: readonly UsedAnalysis[];
}

function changesOf(analysis: Analysis, used: Used, candidates: Candidates, newest: ReadonlyMap<number, number>): readonly string[] {
  const changed = (look: Look, before: readonly UsedAnalysis[], verb: string): readonly string[] => {
    const now = membersNow(look, analysis, candidates, before);
    return [
      ...before.flatMap(({ address, attempt }) => {
        const member = now.find((one) => one.address === address);
        if (!member) return [`${address} is no longer among what it ${verb}`];
        const latest = newest.get(member.id);
        return latest === undefined || latest === attempt ? [] : [`${address} has run again: it used attempt ${attempt}, the newest is ${latest}`];
      }),
      ...now.flatMap(({ address, id, status }) => {
        // What counts as done without an attempt of ours could not be recorded.
        const unrecorded = doneStatuses.has(status) && !newest.has(id);
        return unrecorded || before.some((one) => one.address === address) ? [] : [`${address} is now among what it ${verb}`];
      }),
    ];
  };
  // Those among what it needs are told of there.
  const provided = used.providers.flatMap(({ address, attempt }) => {
    const latest = newest.get(candidates.all.find((one) => one.address === address)?.id ?? 0);
    const isTold = [...used.needs, ...used.combined].some((one) => one.address === address);
    if (isTold || latest === undefined || latest === attempt) return [];
    return [`${address}, which provides settings to it, has run again: it used attempt ${attempt}, the newest is ${latest}`];
  });
  try {
    return [...new Set([...changed(neededAnalyses, used.needs, "needs"), ...changed(combinedAnalyses, used.combined, "combines"), ...provided])];
  } catch (error) {
    if (error instanceof AsimovError) return [`what it needs now can't be told: ${error.message}`];
    throw error;
  }
}

function withoutStatuses(analysis: Analysis): Analysis {
  const strip = (items: readonly Need[]): readonly Need[] =>
    items.map((item) => ({ ...item, conditions: item.conditions.filter(({ path }) => path !== "status") }));
  const needs = strip(analysis.needs);
  return analysis.kind === "event" ? { ...analysis, needs } : { ...analysis, needs, selects: strip(analysis.selects) };
}

function newestFinished(ledger: Ledger, analyses: readonly Analysis[]): ReadonlyMap<number, number> {
  const rows = ledger.all(
    `SELECT analysis_id, max(number) AS number FROM attempts
     WHERE analysis_id IN (SELECT value FROM json_each(?)) AND outcome = 'finished' GROUP BY analysis_id`,
    JSON.stringify(analyses.map(({ id }) => id)),
  );
  return new Map(rows.map((row) => [Number(row["analysis_id"]), Number(row["number"])]));
}

// Read by the database out of its snapshot, which is long.
function usedBy(ledger: Ledger, analyses: readonly Analysis[]): ReadonlyMap<number, Used> {
  const rows = ledger.all(
    `SELECT analysis_id, json_extract(snapshot, '$.needs') AS needs, json_extract(snapshot, '$.analyses') AS combined,
       json_extract(snapshot, '$.providers') AS providers FROM attempts
     WHERE analysis_id IN (SELECT value FROM json_each(?)) AND outcome = 'finished' ORDER BY number`,
    JSON.stringify(analyses.map(({ id }) => id)),
  );
  // What combines nothing has recorded nothing of it.
  const read = (text: Row[string] | undefined): readonly UsedAnalysis[] =>
    typeof text === "string" ? (JSON.parse(text) as readonly UsedAnalysis[]) : [];
  return new Map(
    rows.map((row) => [
      Number(row["analysis_id"]),
      { needs: read(row["needs"]), combined: read(row["combined"]), providers: read(row["providers"]) },
    ]),
  );
}
