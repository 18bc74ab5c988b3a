import { expect, test } from "vitest";

import { findAnalysis } from "../../../src/analysis/index.ts";
import type { Ledger } from "../../../src/ledger/index.ts";
import { effectiveNow } from "../../../src/lifecycle/record/index.ts";
import type { Discovery } from "../../../src/plugins/index.ts";
import type { Settings } from "../../../src/settings/index.ts";
import { analysis, event, ledgerWith } from "../../support/project.ts";
import { refusal } from "../../support/refusal.ts";

const noPlugins: Discovery = { packages: [], entries: [], shadowed: [], problems: [] };

/** An analysis finishes, with what it provides by scope. */
function finish(ledger: Ledger, name: string, provided: Readonly<Record<string, Settings>>, providers: readonly string[] = []): void {
  const { id } = findAnalysis(ledger, name);
  const number = Number(ledger.get("SELECT count(*) AS n FROM attempts WHERE analysis_id = ?", id)!["n"]) + 1;
  const snapshot = JSON.stringify({ providers: providers.map((address) => ({ address, attempt: 1 })) });
  ledger.change((transaction) => {
    const row = { analysis_id: id, number, snapshot, run_directory: "/run", started: "now", ended: "now", outcome: "finished" };
    const attempt = transaction.insert("attempts", row);
    for (const [scope, content] of Object.entries(provided)) {
      transaction.insert("provided", { attempt_id: attempt, scope, content: JSON.stringify(content) });
    }
    transaction.update("analyses", id, { status: "finished", reason: "test" });
  });
}

function effective(ledger: Ledger, name: string): readonly string[] {
  const { settings, lineage } = effectiveNow(ledger, findAnalysis(ledger, name), noPlugins);
  return [JSON.stringify(settings), ...new Set([...lineage.values()].map(({ layer }) => layer))];
}

test("provided settings reach those that need the provider, over the subject and below the analysis, from its newest finished attempt", () => {
  const needing = analysis("pe", "needs: [frames]\nc: 3\n") + analysis("other");
  const ledger = ledgerWith(event("GW1", "a: 1\nb: 1\nc: 1\n") + analysis("frames") + needing);
  expect(effective(ledger, "pe")).toEqual(['{"a":1,"b":1,"c":3}', "subject GW1", "analysis pe"]);
  finish(ledger, "frames", { needs: { b: 0 } });
  finish(ledger, "frames", { needs: { b: 2, c: 2 } });
  expect(effective(ledger, "pe")).toEqual(['{"a":1,"b":2,"c":3}', "subject GW1", "provided by GW1/frames, attempt 2", "analysis pe"]);
  expect(effective(ledger, "other")).toEqual(['{"a":1,"b":1,"c":1}', "subject GW1"]);
});

test("settings for the whole subject reach all its analyses, while their provider is done", () => {
  const ledger = ledgerWith(event("GW1") + analysis("frames") + analysis("pe") + event("GW2") + analysis("far", "", "GW2"));
  finish(ledger, "frames", { subject: { a: 1 }, needs: { b: 1 } });
  expect(effective(ledger, "pe")).toEqual(['{"a":1}', "provided by GW1/frames, attempt 1"]);
  expect(effective(ledger, "far")).toEqual(["{}"]);
  ledger.change((transaction) => transaction.update("analyses", findAnalysis(ledger, "frames").id, { status: "restart", reason: "test" }));
  expect(effective(ledger, "pe")).toEqual(["{}"]);
});

test("both scopes reach those that need their provider, once", () => {
  const ledger = ledgerWith(event("GW1") + analysis("frames") + analysis("pe", "needs: [frames]\n"));
  finish(ledger, "frames", { subject: { a: 1 }, needs: { b: 1 } });
  expect(effective(ledger, "pe")).toEqual(['{"b":1,"a":1}', "provided by GW1/frames, attempt 1"]);
});

test("nothing is fed back: not to the provider, not to what it needs, not to what gave it settings", () => {
  const ledger = ledgerWith(
    event("GW1") +
      analysis("raw") +
      analysis("middle", "needs: [raw]\n") +
      analysis("frames", "needs: [middle]\n") +
      analysis("priors") +
      analysis("pe"),
  );
  finish(ledger, "priors", { subject: { b: 1 } });
  finish(ledger, "frames", { subject: { a: 1 } }, ["GW1/priors"]);
  const both = ['{"b":1,"a":1}', "provided by GW1/priors, attempt 1", "provided by GW1/frames, attempt 1"];
  expect(["raw", "middle", "frames", "priors", "pe"].map((name) => effective(ledger, name)[0])).toEqual([
    '{"b":1}',
    '{"b":1}',
    '{"b":1}',
    "{}",
    '{"a":1,"b":1}',
  ]);
  expect(effective(ledger, "pe").toSorted()).toEqual(['{"a":1,"b":1}', ...both.slice(1)].toSorted());
});

test("nothing is fed back from an analysis to those that it combines, and a project analysis has no subject to hear from", () => {
  const project = "---\nkind: projectanalysis\nname: joint\npipeline: bilby\nsubjects: [GW1]\n";
  const ledger = ledgerWith(event("GW1") + analysis("raw") + analysis("pe") + analysis("both", "analyses: [raw]\n") + project);
  finish(ledger, "both", { subject: { a: 1 } });
  expect(["raw", "pe", "project:joint"].map((name) => effective(ledger, name)[0])).toEqual(["{}", '{"a":1}', "{}"]);
});

test("two that were each made with the other's settings get neither again", () => {
  const ledger = ledgerWith(event("GW1") + analysis("one") + analysis("two"));
  finish(ledger, "one", { subject: { a: 1 } }, ["GW1/two"]);
  finish(ledger, "two", { subject: { b: 1 } }, ["GW1/one"]);
  expect([effective(ledger, "one"), effective(ledger, "two")]).toEqual([["{}"], ["{}"]]);
});

test("two providers of one key are refused, unless they agree or the analysis decides", async () => {
  const needs = "needs: [frames, priors]\n";
  const ledger = ledgerWith(event("GW1") + analysis("frames") + analysis("priors") + analysis("pe", needs) + analysis("own", `${needs}a: {x: 3}\n`));
  finish(ledger, "frames", { needs: { a: { x: 1, y: 1 } } });
  finish(ledger, "priors", { subject: { a: { x: 2, y: 1 } } });
  expect(await refusal(() => effective(ledger, "pe"))).toMatchInlineSnapshot(`
    "SETTINGS_TWO_PROVIDERS GW1/pe
      "a.x" is 1 (provided by GW1/frames, attempt 1) and 2 (provided by GW1/priors, attempt 1), and none of the two is above the other
      Say in the analysis itself what counts, or let only one of them provide it."
  `);
  expect(effective(ledger, "own")[0]).toBe('{"a":{"x":3,"y":1}}');
});
