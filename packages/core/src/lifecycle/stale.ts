import { doneStatuses, neededAnalyses, type Analysis, type Candidates } from "../analysis/index.ts";
import type { Ledger } from "../ledger/index.ts";
import { AsimovError } from "../system/index.ts";
import type { Snapshot } from "./attempts.ts";

/**
 * The finished analyses whose needs are no longer those that they were built with, by id, with what changed in words: another member, or
 * a newer attempt of one. Those that are as they were are left out. It is told and never acted on.
 */
export function staleAnalyses(ledger: Ledger, candidates: Candidates): ReadonlyMap<number, readonly string[]> {
  const done = candidates.all.filter(({ status }) => doneStatuses.has(status));
  if (done.length === 0) return new Map();
  const newest = newestFinished(ledger);
  const used = usedNeeds(ledger, done);
  return new Map(
    done.flatMap((analysis) => {
      const recorded = used.get(analysis.id);
      const changes = recorded ? changesOf(analysis, recorded, candidates, newest) : [];
      return changes.length === 0 ? [] : [[analysis.id, changes] as const];
    }),
  );
}

function changesOf(analysis: Analysis, used: Snapshot["needs"], candidates: Candidates, newest: ReadonlyMap<number, number>): readonly string[] {
  const before = new Map(used.map(({ address, attempt }) => [address, attempt]));
  try {
    const now = new Map(neededAnalyses(analysis, candidates).map((needed) => [needed.address, needed]));
    // A status moves on by itself: what was used is left only when something else that was asked for no longer holds.
    const meant = new Map(neededAnalyses(withoutStatuses(analysis), candidates).map((needed) => [needed.address, needed]));
    return [
      ...used.flatMap(({ address, attempt }) => {
        const needed = meant.get(address);
        if (!needed) return [`${address} is no longer among what it needs`];
        const latest = newest.get(needed.id);
        return latest === undefined || latest === attempt ? [] : [`${address} has run again: it used attempt ${attempt}, the newest is ${latest}`];
      }),
      ...[...now.values()].flatMap(({ address, id, status }) => {
        // What counts as done without an attempt of ours could not be recorded.
        const unrecorded = doneStatuses.has(status) && !newest.has(id);
        return before.has(address) || unrecorded ? [] : [`${address} is now among what it needs`];
      }),
    ];
  } catch (error) {
    if (error instanceof AsimovError) return [`what it needs now can't be told: ${error.message}`];
    throw error;
  }
}

function withoutStatuses(analysis: Analysis): Analysis {
  const needs = analysis.needs.map((need) => ({ ...need, conditions: need.conditions.filter(({ path }) => path !== "status") }));
  return { ...analysis, needs };
}

function newestFinished(ledger: Ledger): ReadonlyMap<number, number> {
  const rows = ledger.all("SELECT analysis_id, max(number) AS number FROM attempts WHERE outcome = 'finished' GROUP BY analysis_id");
  return new Map(rows.map((row) => [Number(row["analysis_id"]), Number(row["number"])]));
}

// Read by the database out of its snapshot, which is long.
function usedNeeds(ledger: Ledger, analyses: readonly Analysis[]): ReadonlyMap<number, Snapshot["needs"]> {
  const rows = ledger.all(
    `SELECT analysis_id, json_extract(snapshot, '$.needs') AS needs FROM attempts
     WHERE analysis_id IN (SELECT value FROM json_each(?)) AND outcome = 'finished' ORDER BY number`,
    JSON.stringify(analyses.map(({ id }) => id)),
  );
  return new Map(rows.map((row) => [Number(row["analysis_id"]), JSON.parse(String(row["needs"])) as Snapshot["needs"]]));
}
