import { expect, test } from "vitest";

import { iterateHistory, readHistory, type Ledger, type Transaction } from "../../../src/ledger/index.ts";
import { historyOfTarget, readLog } from "../../../src/lifecycle/record/index.ts";
import { analysis, applyText, event, ledgerWith } from "../../support/project.ts";
import { refusal } from "../../support/refusal.ts";

function texts(ledger: Ledger, ...target: readonly [subject: string, analysis?: string] | readonly []): readonly string[] {
  const ids = target.length === 0 ? undefined : historyOfTarget(ledger, ...target);
  return [...readLog(ledger, { ids })].map(({ text }) => text);
}

test("documents are told with their changed keys, of which long ones and many are only counted", () => {
  const ledger = ledgerWith("kind: configuration\nname: defaults\nlikelihood: {sample rate: 2048}\n", event("GW1") + analysis("pe"));
  applyText(ledger, "kind: configuration\nname: defaults\nlikelihood: {sample rate: 4096}\na: 1\nb: 2\nc: 3\n", { update: true });
  applyText(ledger, event("GW1", `channels: [${"H1:STRAIN, ".repeat(9)}]\n`), { update: true });
  applyText(ledger, analysis("pe", "waveform: {approximant: IMRPhenomXPHM}\nneeds: [psd]\n") + analysis("psd"), { update: true });
  ledger.change((transaction) => transaction.update("analyses", 1, { pipeline: "welch", reason: "a\u0007 reason\nof two lines" }));
  ledger.change((transaction) => transaction.update("analyses", 1, { status: "stuck", reason: "x".repeat(200) }));
  ledger.change((transaction) => transaction.remove("documents", 1));
  expect(texts(ledger)).toMatchInlineSnapshot(`
    [
      "added configuration defaults",
      "added event GW1",
      "added analysis GW1/pe (bilby, ready)",
      "configuration defaults: likelihood.sample rate: 2048 -> 4096, a: (none) -> 1, b: (none) -> 2, and 1 more",
      "event GW1: revision 1 -> 2 (channels: (none) -> […)",
      "analysis GW1/pe: document changed (waveform: (none) -> {…, needs: (none) -> ["psd"])",
      "added analysis GW1/psd (bilby, ready)",
      "analysis GW1/pe: pipeline bilby -> welch; a  reason …",
      "analysis GW1/pe: status ready -> stuck (xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…)",
      "removed configuration defaults",
    ]
  `);
});

test("what was removed is still found by its name, with what belonged to it", async () => {
  const ledger = ledgerWith(event("GW1") + analysis("pe") + analysis("psd") + event("GW2"));
  ledger.change((transaction) =>
    transaction.insert("attempts", { analysis_id: 1, number: 1, snapshot: "{}", run_directory: "/run", started: "now" }),
  );
  ledger.change((transaction) => {
    transaction.insert("assets", { attempt_id: 1, name: "psds", key: "H1", path: "/run/h1", size: 1, sha256: "0" });
    transaction.insert("assets", { attempt_id: 1, name: "psds", key: "L1", path: "/run/l1", size: 1, sha256: "0" });
    transaction.insert("provided", { attempt_id: 1, scope: "needs", content: '{"data":{},"priors":{}}' });
    transaction.insert("stored", { attempt_id: 1, asset: "psds", path: "GW1/pe/1/h1", size: 1, sha256: "0", time: "now" });
  });
  ledger.change((transaction) => {
    for (const table of ["stored", "provided"] as const) transaction.remove(table, 1);
    for (const id of [1, 2]) transaction.remove("assets", id);
    transaction.remove("attempts", 1);
    transaction.remove("analyses", 1);
  });
  expect(texts(ledger, "GW1", "pe")).toMatchInlineSnapshot(`
    [
      "added analysis GW1/pe (bilby, ready)",
      "attempt 1 of GW1/pe: begun",
      "attempt 1 of GW1/pe: recorded psds (2 files)",
      "attempt 1 of GW1/pe: provides settings (data, priors)",
      "attempt 1 of GW1/pe: stored psds as GW1/pe/1/h1",
      "attempt 1 of GW1/pe: forgot psds as GW1/pe/1/h1",
      "attempt 1 of GW1/pe: no longer provides settings (data, priors)",
      "attempt 1 of GW1/pe: forgot psds (2 files)",
      "removed attempt 1 of GW1/pe",
      "removed analysis GW1/pe",
    ]
  `);
  expect(texts(ledger, "GW1/pe")).toEqual(texts(ledger, "GW1", "pe"));
  ledger.change((transaction) => {
    transaction.remove("analyses", 2);
    transaction.remove("subject_revisions", 1);
    transaction.remove("subjects", 1);
  });
  expect(texts(ledger, "GW1").slice(-3)).toMatchInlineSnapshot(`
    [
      "removed analysis GW1/pe",
      "removed analysis GW1/psd",
      "removed event GW1",
    ]
  `);
  expect(texts(ledger, "GW2")).toEqual(["added event GW2"]);
  expect(await refusal(() => texts(ledger, "GW3"))).toMatchInlineSnapshot(`
    "EVENT_UNKNOWN nowhere
      there is no event "GW3". Did you mean "GW2"?
      asimov report status lists all."
  `);
});

test("attempts and submissions are told from the intent to the end", () => {
  const ledger = ledgerWith(event("GW1") + analysis("pe"));
  const attempt = { analysis_id: 1, snapshot: "{}", run_directory: "/run", started: "now" };
  const submission = { attempt_id: 1, purpose: "workflow", ordinal: 1, request: "{}", address: "{}", submitter: "{}", intended: "now" };
  const steps: Parameters<Ledger["change"]>[0][] = [
    (transaction) => transaction.insert("attempts", { ...attempt, number: 1 }),
    (transaction) => transaction.update("attempts", 1, { snapshot: '{"settings":{}}' }),
    (transaction) => transaction.insert("submissions", { ...submission, token: "id.1.1.workflow.1" }),
    (transaction) => transaction.update("submissions", 1, { unconfirmed: '{"reason":"no answer","since":"now"}' }),
    (transaction) => transaction.update("submissions", 1, { submitter: '{"pid":1}', unconfirmed: null }),
    (transaction) => transaction.update("submissions", 1, { job_id: "17", confirmed: "now" }),
    (transaction) => transaction.update("submissions", 1, { ended: "now", outcome: '{"state":"removed"}' }),
    (transaction) => transaction.update("attempts", 1, { ended: "now", outcome: "failed", cause: '{"kind":"removed","message":"by a person"}' }),
    (transaction) => transaction.insert("attempts", { ...attempt, number: 2, resumes: 1 }),
    (transaction) => transaction.update("attempts", 2, { run_directory: "/elsewhere" }),
  ];
  for (const step of steps) ledger.change(step);
  expect(texts(ledger).slice(2)).toMatchInlineSnapshot(`
    [
      "attempt 1 of GW1/pe: begun",
      "attempt 1 of GW1/pe: settings taken again",
      "attempt 1 of GW1/pe: workflow id.1.1.workflow.1 is about to be submitted",
      "attempt 1 of GW1/pe: workflow id.1.1.workflow.1 is unconfirmed: no answer",
      "attempt 1 of GW1/pe: workflow id.1.1.workflow.1 is submitted again: it never reached the scheduler",
      "attempt 1 of GW1/pe: workflow id.1.1.workflow.1 submitted as 17",
      "attempt 1 of GW1/pe: workflow id.1.1.workflow.1 ended: removed",
      "attempt 1 of GW1/pe failed: removed: by a person",
      "attempt 2 of GW1/pe: begun from the rescue point of attempt 1",
      "attempt 2 of GW1/pe: run_directory changed",
    ]
  `);
});

test("read in pages, forwards and backwards, it is the whole history in its order", () => {
  const ledger = ledgerWith(event("GW1") + Array.from({ length: 150 }, (_, index) => analysis(`pe${index}`)).join(""));
  const all = readHistory(ledger);
  const odd = all.flatMap((_, index) => (index % 2 === 0 ? [index + 1] : []));
  expect([...iterateHistory(ledger)]).toEqual(all);
  expect([...iterateHistory(ledger, { newestFirst: true })]).toEqual(all.toReversed());
  expect([...iterateHistory(ledger, { ids: odd })]).toEqual(all.filter((_, index) => index % 2 === 0));
  expect([...iterateHistory(ledger, { ids: odd, newestFirst: true })]).toEqual(all.filter((_, index) => index % 2 === 0).toReversed());
  const backwards = [...readLog(ledger, { newestFirst: true })];
  expect(backwards.toReversed()).toEqual([...readLog(ledger)]);
});

test("why an attempt is being ended, what it gets more of, who granted it and what built it are told", () => {
  const ledger = ledgerWith(event("GW1") + analysis("pe"));
  const attempt = { analysis_id: 1, number: 1, snapshot: "{}", run_directory: "/run", started: "now" };
  const program = '{"path":"/env/bin/build","command":["build"],"version":"1.4.0"}';
  const more = { requests: '{"memory":{"factor":2.25},"disk":{"factor":1.5}}', granted: '{"user":"albert","time":"now"}' };
  const steps: readonly ((transaction: Transaction) => unknown)[] = [
    (transaction) => transaction.insert("attempts", attempt),
    (transaction) => transaction.update("attempts", 1, { workflow: '{"file":"/run/a.dag"}', program }),
    (transaction) => transaction.update("attempts", 1, { cause: '{"kind":"held","class":"memory","message":"too much"}' }),
    (transaction) =>
      transaction.update("attempts", 1, { ended: "now", outcome: "failed", cause: '{"kind":"held","class":"memory","message":"so much"}' }),
    (transaction) => transaction.insert("attempts", { ...attempt, number: 2, resumes: 1, ...more }),
  ];
  for (const step of steps) ledger.change(step);
  expect(texts(ledger).slice(2)).toMatchInlineSnapshot(`
    [
      "attempt 1 of GW1/pe: begun",
      "attempt 1 of GW1/pe: workflow built: /run/a.dag by /env/bin/build 1.4.0",
      "attempt 1 of GW1/pe is being ended: held (memory): too much",
      "attempt 1 of GW1/pe failed: held (memory): so much",
      "attempt 2 of GW1/pe: begun from the rescue point of attempt 1, with 2.25 times the memory and 1.5 times the disk, granted by albert",
    ]
  `);
});

test("products that are found at another place are told of each attempt", () => {
  const ledger = ledgerWith(event("GW1") + analysis("pe"));
  for (const number of [1, 2])
    ledger.change((transaction) => {
      const attempt = transaction.insert("attempts", { analysis_id: 1, number, snapshot: "{}", run_directory: `/run${number}`, started: "now" });
      transaction.insert("assets", { attempt_id: attempt, name: "psds", key: "H1", path: `/run${number}/h1`, size: 1, sha256: "0" });
    });
  ledger.change((transaction) => {
    for (const id of [1, 2]) transaction.update("assets", id, { path: `/moved/${id}` });
  });
  expect(texts(ledger).slice(-1)).toMatchInlineSnapshot(`
    [
      "attempt 1 of GW1/pe: changed the record of psds (1 file); attempt 2 of GW1/pe: changed the record of psds (1 file)",
    ]
  `);
});
