import { expect, test } from "vitest";

import { findAnalysis, listSubjects, subjectByName, needOf } from "../../src/analysis/index.ts";
import { parseBlueprint, plan } from "../../src/blueprint/index.ts";
import { readHistory } from "../../src/ledger/index.ts";
import { dump, openLedger } from "../support/ledger.ts";
import { analysis, applyText, event, installed, ledgerWith } from "../support/project.ts";
import { refusal } from "../support/refusal.ts";

const configuration = "kind: configuration\nname: defaults\ndata: {segment length: 4}\n";
const whole =
  configuration + event("GW1", "event time: 1126259462.4\n") + analysis("psd", "", "GW1", "Welch") + analysis("pe", "needs: [psd]\nstatus: Wait\n");

test("a file is applied as one transaction", () => {
  const ledger = openLedger();
  const steps = applyText(ledger, whole);
  expect(steps.map(({ action, what }) => `${action} ${what}`)).toMatchInlineSnapshot(`
    [
      "add configuration defaults",
      "add event GW1",
      "add analysis GW1/psd",
      "add analysis GW1/pe",
    ]
  `);
  expect(new Set(readHistory(ledger).map(({ transaction }) => transaction)).size).toBe(1);
  expect(findAnalysis(ledger, "psd")).toMatchObject({ pipeline: "welch", status: "ready", reason: "applied", subjectRevision: 1 });
  expect(findAnalysis(ledger, "pe")).toMatchObject({ status: "wait", needs: [needOf("psd")] });
});

test("the same again is unchanged, and writes nothing", () => {
  const ledger = ledgerWith(whole);
  const before = dump(ledger);
  // Order of keys, comments, layout and quotes are not content.
  const again = whole
    .replace("event time: 1126259462.4\n", "'event time':   1126259462.40 # s\n")
    .replace("segment length: 4", "'segment length': 4.0");
  expect(applyText(ledger, again).map(({ action }) => action)).toEqual(["unchanged", "unchanged", "unchanged", "unchanged"]);
  const { sqlite_sequence: _, ...after } = dump(ledger);
  expect(after).toEqual(Object.fromEntries(Object.entries(before).filter(([table]) => table !== "sqlite_sequence")));
});

test("the order of keys does not matter, in maps and in maps of a list", () => {
  const ledger = ledgerWith(event("GW1") + analysis("pe", "needs: [{name: x, optional: true}]\ndata: {a: 1, b: 2}\n"));
  expect(applyText(ledger, analysis("pe", "data: {b: 2, a: 1}\nneeds: [{optional: true, name: x}]\n"))[0]?.action).toBe("unchanged");
});

test("other content is refused with the difference, and accepted with update", async () => {
  const ledger = ledgerWith(whole);
  const changed = analysis("pe", "needs: []\ndata: {segment length: 8}\n");
  expect(await refusal(() => applyText(ledger, changed))).toMatchInlineSnapshot(`
    "BLUEPRINT_DIFFERENT /work/blueprint.yaml:3:7
      analysis GW1/pe is in the ledger already, with other content: needs: ["psd"] -> []; data: (none) -> {"segment length":8}
      To change it, apply with --update; to have both, give it another name."
  `);
  expect(applyText(ledger, changed, { update: true })[0]?.action).toBe("update");
  // The status belongs to the ledger once the analysis is there.
  expect(findAnalysis(ledger, "pe")).toMatchObject({ needs: [], status: "wait", revision: 2 });
  expect(applyText(ledger, changed)[0]?.action).toBe("unchanged");
});

test("an analysis that was built keeps its settings until it is restarted, and that is said", () => {
  const ledger = ledgerWith(whole);
  const { id } = findAnalysis(ledger, "pe");
  const attempt = { analysis_id: id, number: 1, snapshot: "{}", run_directory: "/x", started: "", config_commit: "abc" };
  ledger.change((transaction) => transaction.insert("attempts", attempt));
  const [step] = applyText(ledger, analysis("pe", "data: {a: 1}\n"), { update: true });
  expect([step?.action, step?.notes]).toMatchInlineSnapshot(`
    [
      "update",
      [
        "pe: built already, what it was built with stays until: asimov analysis restart GW1/pe --refresh",
      ],
    ]
  `);
});

test("an event that is updated says which analyses stay as they were, and moves those that are not built when that is asked for", () => {
  const ledger = ledgerWith(whole);
  const changed = event("GW1", "event time: 5\n");
  const [update] = applyText(ledger, changed, { update: true });
  expect(update?.notes).toMatchInlineSnapshot(`
    [
      "psd, pe: not built yet, still with the event as it was; to move: apply with --update-unstarted",
    ]
  `);
  expect(findAnalysis(ledger, "pe").subjectRevision).toBe(1);
  const [move] = applyText(ledger, changed, { updateUnstarted: true });
  expect([move?.action, move?.notes]).toMatchInlineSnapshot(`
    [
      "unchanged",
      [
        "psd, pe: not built yet, now with the event as it is here",
      ],
    ]
  `);
  expect(findAnalysis(ledger, "pe").subjectRevision).toBe(2);
  expect(applyText(ledger, changed, { updateUnstarted: true })[0]?.notes).toEqual([]);
});

test("an event that is updated gets a new revision, and its analyses stay on the old one", () => {
  const ledger = ledgerWith(whole);
  applyText(ledger, event("GW1", "event time: 5\n"), { update: true });
  applyText(ledger, analysis("later"));
  expect(subjectByName(ledger, "GW1")).toMatchObject({ revision: 2 });
  expect(findAnalysis(ledger, "pe").subjectRevision).toBe(1);
  expect(findAnalysis(ledger, "later").subjectRevision).toBe(2);
  const contents = ledger.all("SELECT revision, content FROM subject_revisions").map((row) => [row["revision"], JSON.parse(String(row["content"]))]);
  expect(contents).toEqual([
    [1, { kind: "event", name: "GW1", "event time": 1126259462.4 }],
    [2, { kind: "event", name: "GW1", "event time": 5 }],
  ]);
});

test("going back to what an event was before is a revision too", () => {
  const ledger = ledgerWith(event("GW1", "event time: 1\n"));
  for (const time of [2, 1, 1]) applyText(ledger, event("GW1", `event time: ${time}\n`), { update: true });
  expect(subjectByName(ledger, "GW1")?.revision).toBe(3);
});

test("an analysis after its event's update in the same file is on the new revision", () => {
  const ledger = ledgerWith(event("GW1"));
  applyText(ledger, event("GW1", "event time: 5\n") + analysis("pe"), { update: true });
  expect(findAnalysis(ledger, "pe").subjectRevision).toBe(2);
});

test("one document that is refused keeps all others out", async () => {
  const ledger = openLedger();
  const before = dump(ledger);
  const told = await refusal(() => applyText(ledger, whole + event("GW2") + analysis("bad", "", "GW2", "nothing")));
  expect(told).toContain("BLUEPRINT_UNKNOWN_PIPELINE");
  expect(dump(ledger)).toEqual(before);
});

test("a plan changes nothing and says the same as what is then done", () => {
  const ledger = ledgerWith(event("GW1"));
  const before = dump(ledger);
  const documents = parseBlueprint(whole, "/work/b.yaml");
  const planned = plan(ledger, documents, { installed, update: true });
  expect(dump(ledger)).toEqual(before);
  expect(applyText(ledger, whole, { update: true }, "/work/b.yaml")).toEqual(planned);
});

test("the event of the command line counts over the documents' own", () => {
  const ledger = ledgerWith(event("GW1") + event("GW2"));
  applyText(ledger, analysis("pe", "", "GW1") + "---\nkind: analysis\nname: other\npipeline: bilby\n", { event: "GW2" });
  expect(findAnalysis(ledger, "pe").address).toBe("GW2/pe");
  expect(findAnalysis(ledger, "other").address).toBe("GW2/other");
});

test("both names of the kind event, and any case", () => {
  const ledger = ledgerWith("kind: Subject\nname: GW1\n---\nkind: EVENT\nname: GW2\n");
  expect(listSubjects(ledger).map(({ name }) => name)).toEqual(["GW1", "GW2"]);
  expect(applyText(ledger, "kind: event\nname: GW1\n---\nkind: SubJect\nname: GW2\n").map(({ action }) => action)).toEqual([
    "unchanged",
    "unchanged",
  ]);
});

test("a configuration without a name is known by its file and its place there", () => {
  const ledger = openLedger();
  const text = "kind: configuration\ndata: {a: 1}\n---\nkind: configuration\ndata: {b: 1}\n";
  expect(applyText(ledger, text).map(({ what }) => what)).toEqual(["configuration /work/blueprint.yaml#1", "configuration /work/blueprint.yaml#2"]);
  expect(applyText(ledger, text).map(({ action }) => action)).toEqual(["unchanged", "unchanged"]);
  expect(applyText(ledger, text, {}, "/work/other.yaml").map(({ action }) => action)).toEqual(["add", "add"]);
});

test("settings with any keys come back from the ledger as they were written", () => {
  const ledger = ledgerWith(event("GW1") + analysis("pe", '__proto__: {a: 1}\n"a/b~": [1, null, "\\uD83C\\uDF00"]\n'));
  const content = String(ledger.get("SELECT content FROM analyses")?.["content"]);
  expect(content).toBe('{"kind":"analysis","name":"pe","pipeline":"bilby","event":"GW1","__proto__":{"a":1},"a/b~":[1,null,"\u{1f300}"]}');
});

test("an event for documents that name none goes to these alone, and the ledger keeps where each went", () => {
  const ledger = ledgerWith(event("GW1") + event("GW2"));
  const text = analysis("pe", "", "GW1") + "---\nkind: analysis\nname: other\npipeline: bilby\n";
  applyText(ledger, text, { eventIfNone: "GW2" });
  expect(findAnalysis(ledger, "pe").address).toBe("GW1/pe");
  expect(findAnalysis(ledger, "other").address).toBe("GW2/other");
  expect(ledger.get("SELECT json_extract(content, '$.event') AS event FROM analyses WHERE name = 'other'")).toEqual({ event: "GW2" });
  expect(applyText(ledger, text, { eventIfNone: "GW2" }).map(({ action }) => action)).toEqual(["unchanged", "unchanged"]);
});
