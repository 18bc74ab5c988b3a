import { expect, test } from "vitest";

import { findAnalysis } from "../../src/analysis/index.ts";
import type { Ledger } from "../../src/ledger/index.ts";
import { refuseDecision, type Decision } from "../../src/lifecycle/index.ts";
import { analysis, event, ledgerWith } from "../support/project.ts";
import { refusal } from "../support/refusal.ts";

const all: readonly Decision[] = ["release", "hold", "stop", "restart", "resurrect", "cancel"];

function inStatus(ledger: Ledger, status: string): void {
  ledger.change((transaction) => transaction.update("analyses", findAnalysis(ledger, "pe").id, { status }));
}

function attemptOf(ledger: Ledger, built: boolean): number {
  const workflow = built ? JSON.stringify({ file: "/run/pe.dag", directory: "/run" }) : null;
  const values = { number: 1, snapshot: "{}", run_directory: "/run", started: "now", workflow };
  return ledger.change((transaction) => transaction.insert("attempts", { analysis_id: findAnalysis(ledger, "pe").id, ...values }));
}

async function allowed(ledger: Ledger): Promise<readonly Decision[]> {
  const told = await Promise.all(all.map((decision) => refusal(() => refuseDecision(ledger, findAnalysis(ledger, "pe"), decision))));
  return all.filter((_, index) => told[index] === "no error");
}

test("each status has its decisions", async () => {
  const ledger = ledgerWith(event("GW1") + analysis("pe"));
  attemptOf(ledger, true);
  const lines: string[] = [];
  for (const status of "ready wait running finished processing uploaded stuck stop stopped restart cancelled manual".split(" ")) {
    inStatus(ledger, status);
    lines.push(`${status}: ${(await allowed(ledger)).join(", ")}`);
  }
  expect(lines.join("\n")).toMatchInlineSnapshot(`
    "ready: hold, restart, cancel
    wait: release, cancel
    running: stop, restart
    finished: restart
    processing: stop, restart
    uploaded: restart
    stuck: stop, restart, resurrect, cancel
    stop: stop, restart
    stopped: restart, resurrect, cancel
    restart: stop, restart
    cancelled: release, restart
    manual: release"
  `);
});

test("with a submission that has not ended, an analysis is neither held nor cancelled", async () => {
  const ledger = ledgerWith(event("GW1") + analysis("pe"));
  const pe = findAnalysis(ledger, "pe");
  const attempt = attemptOf(ledger, true);
  const submission = ledger.change((transaction) => {
    const facts = { purpose: "workflow", ordinal: 1, request: "{}", address: "{}", submitter: "{}", intended: "now" };
    return transaction.insert("submissions", { token: "ID.1.1.workflow.1", attempt_id: attempt, ...facts });
  });
  expect(await allowed(ledger)).toEqual(["restart"]);
  expect(await refusal(() => refuseDecision(ledger, pe, "hold"))).toMatchInlineSnapshot(`
    "SUBMISSION_OPEN GW1/pe
      submission ID.1.1.workflow.1 has not ended, and nobody would look after its jobs any more
      asimov monitor finds out what became of it; then: asimov analysis stop GW1/pe"
  `);
  inStatus(ledger, "stopped");
  expect(await allowed(ledger)).toEqual(["restart", "resurrect"]);
  ledger.change((transaction) => transaction.update("submissions", submission, { ended: "now" }));
  expect(await allowed(ledger)).toEqual(["restart", "resurrect", "cancel"]);
});

test("what never got as far as a workflow has nothing to go on from", async () => {
  const ledger = ledgerWith(event("GW1") + analysis("pe"));
  attemptOf(ledger, false);
  inStatus(ledger, "stuck");
  expect(await allowed(ledger)).toEqual(["stop", "restart", "cancel"]);
  expect(await refusal(() => refuseDecision(ledger, findAnalysis(ledger, "pe"), "resurrect"))).toMatchInlineSnapshot(`
    "NOTHING_TO_RESURRECT GW1/pe
      it never got as far as a workflow: there is no point to go on from
      Start it again: asimov analysis restart GW1/pe --refresh"
  `);
});
