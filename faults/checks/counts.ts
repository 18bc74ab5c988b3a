import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";

import type { Place } from "../place.ts";
import type { Scenario } from "../scenarios.ts";
import { rows } from "./rows.ts";

/** Status of every analysis by name. */
export function statusesIn(place: Place): Readonly<Record<string, string>> {
  return Object.fromEntries(
    rows(place, "SELECT name, status FROM analyses ORDER BY name").map((row) => [String(row["name"]), String(row["status"])]),
  );
}

/** Whether every analysis has the status in which the scenario ends. */
export function isAtEnd(place: Place, { expected }: Scenario): boolean {
  return isDeepStrictEqual(statusesIn(place), expected.statuses);
}

/** Where statuses, or the numbers of runs, attempts and submissions are others than expected. */
export function counts(place: Place, { expected }: Scenario): readonly string[] {
  const attempts = rows(place, "SELECT a.name, count(*) AS n FROM attempts t JOIN analyses a ON a.id = t.analysis_id GROUP BY a.name");
  const submissions = rows(
    place,
    "SELECT a.name, count(*) AS n FROM submissions s JOIN attempts t ON t.id = s.attempt_id JOIN analyses a ON a.id = t.analysis_id GROUP BY a.name",
  );
  const open = rows(place, "SELECT token FROM submissions WHERE ended IS NULL OR job_id IS NULL");
  return [
    ...difference("statuses", statusesIn(place), expected.statuses),
    ...difference("runs of jobs", ran(place), expected.ran),
    ...difference("attempts", byName(attempts), expected.attempts),
    ...difference("submissions", byName(submissions), expected.submissions),
    ...open.map(({ token }) => `submission ${String(token)} has not ended in the ledger`),
  ];
}

function ran(place: Place): Readonly<Record<string, number>> {
  const file = join(place.project, "ran");
  const lines = existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
  return Object.fromEntries([...Map.groupBy(lines, (line) => line)].map(([line, all]) => [line, all.length]));
}

function byName(found: ReturnType<typeof rows>): Readonly<Record<string, number>> {
  return Object.fromEntries(found.map((row) => [String(row["name"]), Number(row["n"])]));
}

type Values = Readonly<Record<string, string | number>>;

function difference(what: string, there: Values, expected: Values): readonly string[] {
  const names = [...new Set([...Object.keys(there), ...Object.keys(expected)])].toSorted();
  const wrong = names.filter((name) => there[name] !== expected[name]);
  return wrong.map((name) => `${what}: ${name} is ${there[name] ?? "not there"}, expected ${expected[name] ?? "nothing"}`);
}
