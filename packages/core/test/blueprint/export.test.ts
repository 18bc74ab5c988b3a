import fc from "fast-check";
import { expect, test } from "vitest";

import { listAnalyses } from "../../src/analysis/index.ts";
import { apply, exportLedger, importInto, parseBlueprint, plan, type Step } from "../../src/blueprint/index.ts";
import { Ledger, type Row } from "../../src/ledger/index.ts";
import { AsimovError } from "../../src/system/index.ts";
import { dump, newLedgerFile, openLedger } from "../support/ledger.ts";
import { analysis, applyText, event, installed, ledgerWith } from "../support/project.ts";
import { refusal } from "../support/refusal.ts";
import { someSettings } from "../settings/trees.ts";
import { doDeed, logicalDump, someDeeds } from "./life.ts";

const importText = (ledger: Ledger, text: string): readonly Step[] => importInto(ledger, parseBlueprint(text, "/work/export.yaml"), { installed });

test("export then import is the identity, whatever people did", async () => {
  await fc.assert(
    fc.asyncProperty(someDeeds, async (deeds) => {
      const ledger = fresh();
      for (const deed of deeds) doDeed(ledger, deed);
      const { text, started } = await exportLedger(ledger);
      const copy = fresh();
      importText(copy, text);
      expect(started).toEqual([]);
      expect(decisions(copy)).toEqual(decisions(ledger));
      expect((await exportLedger(copy)).text).toBe(text);
      ledger.close();
      copy.close();
    }),
    { numRuns: 20 },
  );
});

test("settings of any shape come back", async () => {
  await fc.assert(
    fc.asyncProperty(someSettings({ nulls: true }), async (settings) => {
      const ledger = fresh();
      applyText(ledger, JSON.stringify({ kind: "event", name: "GW1", settings }));
      const { text } = await exportLedger(ledger);
      const copy = fresh();
      importText(copy, text);
      expect(decisions(copy)).toEqual(decisions(ledger));
      ledger.close();
      copy.close();
    }),
    { numRuns: 25 },
  );
});

test("plan then apply is apply: the steps are those that were planned, whatever was there", () => {
  fc.assert(
    fc.property(someDeeds, fc.constantFrom("update", "updateUnstarted", "none"), fc.nat({ max: 3 }), (deeds, how, value) => {
      const ledger = fresh();
      for (const deed of deeds) doDeed(ledger, deed);
      const text = event("GW1", `data: {a: ${value}}\n`) + analysis("pe1", `data: {a: ${value}}\n`, "GW1") + analysis("new", "", "GW1");
      const documents = parseBlueprint(`kind: configuration\nname: c1\nquality: {q: ${value}}\n${text}`, "/work/b.yaml");
      const options = { installed, update: how === "update", updateUnstarted: how === "updateUnstarted" };
      const before = logicalDump(ledger);
      const planned = outcome(() => plan(ledger, documents, options));
      expect(logicalDump(ledger)).toEqual(before);
      expect(outcome(() => apply(ledger, documents, options))).toEqual(planned);
      // Applied once more, there is nothing left to do.
      if (Array.isArray(planned)) expect(plan(ledger, documents, options).map(({ action }) => action)).toEqual(documents.map(() => "unchanged"));
      ledger.close();
    }),
    { numRuns: 20 },
  );
});

test("an export is readable, and says what it lacks", async () => {
  const ledger = ledgerWith(
    "kind: configuration\ndata: {a: 1}\n" +
      event("GW1", "event time: 1\n") +
      analysis("psd", "", "GW1", "welch") +
      analysis("pe", "needs: [psd]\nstatus: wait\n"),
  );
  applyText(ledger, event("GW1", "event time: 2\n"), { update: true });
  const [psd, pe] = listAnalyses(ledger);
  ledger.change((transaction) => {
    transaction.insert("reviews", { analysis_id: pe!.id, status: "APPROVED", message: "good", user: "reader", time: "2026-03-01T12:00:00.000Z" });
    transaction.insert("labels", { analysis_id: pe!.id, name: "best", value: "true", origin: "person" });
    transaction.update("analyses", psd!.id, { status: "uploaded" });
  });
  const { text, started } = await exportLedger(ledger);
  expect(started).toEqual(["GW1/psd"]);
  expect(text).toMatchInlineSnapshot(`
    "# Made by asimov export. asimov import FILE reads it into an empty project; without its first document it is a blueprint for asimov apply.
    # Attempts and results are not in it: an analysis that was run is held back here (status: wait).
    kind: export
    version: 1
    identities:
      - /work/blueprint-1.yaml#1
    revisions:
      GW1:
        - 1
        - 2
    analyses:
      GW1/psd:
        revision: 1
      GW1/pe:
        revision: 1
        reviews:
          - status: APPROVED
            message: good
            user: reader
            time: "2026-03-01T12:00:00.000Z"
        labels:
          - name: best
            value: "true"
            origin: person
    ---
    kind: configuration
    data:
      a: 1
    ---
    kind: event
    name: GW1
    event time: 1
    ---
    kind: event
    name: GW1
    event time: 2
    ---
    kind: analysis
    name: psd
    pipeline: welch
    event: GW1
    status: wait
    ---
    kind: analysis
    name: pe
    pipeline: bilby
    event: GW1
    needs:
      - psd
    status: wait
    "
  `);
});

test("what is no export, or was changed in its first document, is refused and changes nothing", async () => {
  const ledger = ledgerWith(event("GW1") + analysis("pe"));
  const { text } = await exportLedger(ledger);
  const empty = openLedger();
  const before = dump(empty);
  const wrong = [
    event("GW1"),
    text.replace("version: 1", "version: 2"),
    text.replace("version: 1", "version: 1\nrevisions: {GW1: [1, 2]}"),
    text.replace("version: 1", "version: 1\nrevisions: {GW1: [2, 1]}"),
    text.replace("version: 1", "version: 1\nanalyses: {GW1/pee: {revision: 1}}"),
    text.replace("version: 1", "version: 1\nanalyses: {GW1/pe: {revision: 3}}"),
    text.replace("version: 1", "version: 1\nanalyses: {GW1/pe: {labels: [best]}}"),
    text.replace("pipeline: bilby", "pipeline: nothing"),
  ];
  const told = await Promise.all(wrong.map((one) => refusal(() => importText(empty, one))));
  expect(told.join("\n")).toMatchInlineSnapshot(`
    "IMPORT_HEADER /work/export.yaml:2:1
      the file does not begin with a document of kind export
      asimov import takes what asimov export made; asimov apply takes blueprints.
    IMPORT_HEADER /work/export.yaml:4:10
      its version is 2, this asimov reads 1
      asimov import takes what asimov export made; asimov apply takes blueprints.
    IMPORT_MISMATCH /work/export.yaml:8:7
      event GW1 is there 1 times, but the first document speaks of 2 revisions
      Import the file as asimov export made it, or take out its first document and apply it.
    IMPORT_HEADER /work/export.yaml:5:13
      "revisions.GW1" is not what an export has there
      asimov import takes what asimov export made; asimov apply takes blueprints.
    IMPORT_MISMATCH /work/export.yaml:5:12
      there is no document of analysis "GW1/pee". Did you mean "GW1/pe"?
      Import the file as asimov export made it, or take out its first document and apply it.
    IMPORT_MISMATCH /work/export.yaml:5:31
      its event has no revision 3
      Import the file as asimov export made it, or take out its first document and apply it.
    IMPORT_HEADER /work/export.yaml:5:12
      "analyses.GW1/pe" is not what an export has there
      asimov import takes what asimov export made; asimov apply takes blueprints.
    BLUEPRINT_UNKNOWN_PIPELINE /work/export.yaml:11:11
      analysis "pe": pipeline "nothing" is not installed.
      Installed: bilby 1.2.0, welch 0.1.0 (asimov plugins). To add one: npm install @asimov-gw/pipeline-NAME"
  `);
  const { sqlite_sequence: _, ...after } = dump(empty);
  expect(after).toEqual(Object.fromEntries(Object.entries(before).filter(([table]) => table !== "sqlite_sequence")));
  expect(await refusal(() => importText(ledger, text))).toMatchInlineSnapshot(`
    "IMPORT_NOT_EMPTY nowhere
      the project has blueprints already
      Import into a new project: asimov init NAME in another directory; or take out the first document and apply the file."
  `);
  expect(await refusal(() => applyText(openLedger(), text))).toMatchInlineSnapshot(`
    "BLUEPRINT_UNKNOWN_KIND /work/blueprint.yaml:3:7
      "export" is not a kind of blueprint.
      asimov import reads what asimov export made."
  `);
});

function fresh(): Ledger {
  return Ledger.open(newLedgerFile(), { command: "asimov test" });
}

function outcome(work: () => readonly Step[]): unknown {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof AsimovError)) throw error;
    return JSON.stringify(error);
  }
}

// What was decided, without ids, places, and what only the document of a new analysis says.
function decisions(ledger: Ledger): unknown {
  const content = (row: Row): unknown => {
    const { status: _status, review: _review, ...rest } = JSON.parse(String(row["content"])) as Record<string, unknown>;
    return JSON.stringify(rest);
  };
  const rows = (sql: string): unknown => ledger.all(sql).map((row) => ({ ...row, ...("content" in row ? { content: content(row) } : {}) }));
  return {
    documents: rows("SELECT kind, identity, content FROM documents ORDER BY position"),
    subjects: rows("SELECT name, slug, revision FROM subjects ORDER BY id"),
    revisions: rows(
      `SELECT s.name, r.revision, r.content FROM subject_revisions r JOIN subjects s ON s.id = r.subject_id
       WHERE r.revision = s.revision OR EXISTS (SELECT 1 FROM analyses a WHERE a.subject_id = s.id AND a.subject_revision = r.revision)
       ORDER BY s.id, r.revision`,
    ),
    analyses: rows(
      `SELECT a.kind, s.name AS subject, a.subject_revision, a.name, a.slug, a.pipeline, a.needs, a.selects, a.subjects, a.content, a.status
       FROM analyses a LEFT JOIN subjects s ON s.id = a.subject_id ORDER BY a.id`,
    ),
    reviews: rows(
      "SELECT a.name, a.subject_id IS NULL AS project, r.status, r.message, r.user, r.time FROM reviews r JOIN analyses a ON a.id = r.analysis_id ORDER BY r.analysis_id, r.id",
    ),
    labels: rows(
      "SELECT a.name, l.name AS label, l.value, l.origin FROM labels l JOIN analyses a ON a.id = l.analysis_id ORDER BY l.analysis_id, l.name",
    ),
  };
}
