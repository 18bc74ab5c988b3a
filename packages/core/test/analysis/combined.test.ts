import fc from "fast-check";
import { expect, test } from "vitest";

import {
  blockers,
  combinedAnalyses,
  doneStatuses,
  needOf,
  readyAnalyses,
  statuses,
  type Analysis,
  type Need,
  type ProjectAnalysis,
} from "../../src/analysis/index.ts";
import { among, need, someAnalysis } from "../support/candidates.ts";

const where = (path: string, value: string, negated = false): Need => ({ ...needOf(""), conditions: [{ path, value, negated }] });

function subjectAnalysis(name: string, selects: readonly Need[], more: Partial<Analysis> = {}): Analysis {
  return { ...someAnalysis(name, "ready"), ...more, kind: "subject", selects } as Analysis;
}

function projectAnalysis(name: string, subjects: readonly string[], selects: readonly Need[] = []): ProjectAnalysis {
  const { id, needs, slug, pipeline, status, reason, remedy, request, since, revision, priority } = someAnalysis(name, "ready");
  const nowhere = { subject: undefined, subjectId: undefined, subjectSlug: undefined, subjectRevision: undefined };
  const facts = { id, name, needs, slug, pipeline, status, reason, remedy, request, since, revision, priority };
  return { kind: "project", address: `project:${name}`, subjects, selects, ...nowhere, ...facts };
}

const names = (analysis: Analysis, ...others: readonly Analysis[]): readonly string[] =>
  combinedAnalyses(analysis, among([analysis, ...others])).map(({ address }) => address);

const reasons = (analysis: Analysis, ...others: readonly Analysis[]): readonly string[] =>
  blockers(analysis, among([analysis, ...others])).map(({ reason }) => reason);

test("a selection is the union of its items, each analysis once", () => {
  const both = subjectAnalysis("both", [needOf("a"), where("pipeline", "test"), needOf("b")]);
  expect(names(both, someAnalysis("a", "ready"), someAnalysis("b", "ready"), someAnalysis("c", "ready", [], { pipeline: "other" }))).toEqual([
    "GW1/a",
    "GW1/b",
  ]);
});

test("other subject analyses are combined where they are named only, and it never combines itself", () => {
  const other = subjectAnalysis("other", [needOf("a")]);
  const a = someAnalysis("a", "ready");
  expect(names(subjectAnalysis("all", [where("pipeline", "test")]), other, a)).toEqual(["GW1/a"]);
  expect(names(subjectAnalysis("all", [where("name", "b", true)]), other, a)).toEqual(["GW1/a"]);
  expect(names(subjectAnalysis("all", [where("pipeline", "test"), needOf("other"), needOf("all")]), other, a)).toEqual(["GW1/a", "GW1/other"]);
});

test("a project analysis looks at its own events, by default at all of their analyses", () => {
  const others = ["GW1", "GW2", "GW3"].flatMap((subject) => [
    someAnalysis("a", "ready", [], { subject }),
    someAnalysis("b", "ready", [], { subject }),
  ]);
  const joint = projectAnalysis("joint", ["GW1", "GW2"]);
  const more = projectAnalysis("a", ["GW1"]);
  expect(names(joint, ...others, more)).toEqual(["GW1/a", "GW1/b", "GW2/a", "GW2/b"]);
  expect(names(projectAnalysis("one", ["GW3", "GW2"], [needOf("a")]), ...others, more)).toEqual(["GW3/a", "GW2/a"]);
});

test("what a project analysis needs are other project analyses, and analyses of its events", () => {
  const needy = { ...projectAnalysis("needy", ["GW1"], [needOf("a")]), needs: [needOf("joint"), needOf("a")] };
  const others = [someAnalysis("a", "finished"), someAnalysis("joint", "stuck", [], { subject: "GW2" }), projectAnalysis("joint", ["GW2"])];
  expect(reasons(needy, ...others)).toEqual([`"joint", which is ready but has not run`]);
});

test("everything that is combined must be done, and there must be something", () => {
  const told = statuses.map((status) => [status, ...reasons(subjectAnalysis("both", [needOf("a")]), someAnalysis("a", status))].join(": "));
  expect(statuses.filter((_, index) => !told[index]!.includes(":"))).toEqual([...doneStatuses]);
  expect(reasons(subjectAnalysis("both", [need("a", { until: "uploaded" })]), someAnalysis("a", "finished"))).toHaveLength(1);
  expect(reasons(subjectAnalysis("both", [where("pipeline", "x")]), someAnalysis("a", "finished"))).toEqual([
    "something to combine, and there is nothing now",
  ]);
  expect(reasons(subjectAnalysis("both", [needOf("gone"), needOf("a")]), someAnalysis("a", "finished"))).toEqual([`"gone", which does not exist`]);
  expect(
    reasons(subjectAnalysis("both", [need("gone", { optional: true }), where("pipeline", "x"), needOf("a")]), someAnalysis("a", "finished")),
  ).toEqual([]);
  expect(reasons(projectAnalysis("joint", ["GW1"]))).toEqual(["something to combine, and there is nothing now"]);
});

test("what is needed and combined is told once", () => {
  const both = { ...subjectAnalysis("both", [needOf("a")]), needs: [needOf("a")] };
  expect(reasons(both, someAnalysis("a", "running"))).toEqual([`"a", which is running`]);
});

test("it is ready exactly when something is combined and all of that is done", () => {
  const one = fc.record({ status: fc.constantFrom(...statuses), pipeline: fc.constantFrom("test", "other"), subject: fc.constantFrom("GW1", "GW2") });
  const item = fc.constantFrom(where("pipeline", "test"), where("status", "stuck", true), where("pipeline", "other", true));
  fc.assert(
    fc.property(fc.array(one, { maxLength: 6 }), fc.array(item, { minLength: 1, maxLength: 2 }), (found, items) => {
      const others = found.map(({ status, ...more }, index) => someAnalysis(`a${index}`, status, [], more));
      const all = subjectAnalysis("all", items);
      const candidates = among([all, ...others]);
      const combined = combinedAnalyses(all, candidates);
      expect(combined.every(({ subject, id }) => subject === "GW1" && id !== all.id)).toBe(true);
      const isReady = readyAnalyses(candidates).some(({ id }) => id === all.id);
      expect(isReady).toBe(combined.length > 0 && combined.every(({ status }) => doneStatuses.has(status)));
    }),
  );
});
