import { findAnalysis } from "@asimov-gw/core/analysis";
import { openLedger } from "@asimov-gw/core/project";

import { blueprint, test } from "./support/index.ts";

test.concurrent("an attempt keeps the provided settings that it was built with, and from which attempt", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ frames: "", pe: "" }) });
  const ledger = openLedger(project.directory, { command: "test" });
  const { id } = findAnalysis(ledger, "frames");
  ledger.change((transaction) => {
    const row = { analysis_id: id, number: 1, snapshot: "{}", run_directory: "/run", started: "now", ended: "now", outcome: "finished" };
    const attempt = transaction.insert("attempts", row);
    transaction.insert("provided", { attempt_id: attempt, scope: "subject", content: '{"answer": 54}' });
    transaction.update("analyses", id, { status: "uploaded", reason: "test" });
  });
  ledger.close();
  await project.run("manage", "build");
  expect(await project.show("show", "pe", "--where", "answer")).toMatchInlineSnapshot(`
    "$ asimov show pe --where answer
    answer  provided by EV1/frames, attempt 1  54                      wins
    answer  subject EV1                        42  blueprint.yaml:4:9  loses to provided by EV1/frames, attempt 1
    exit code 0"
  `);
  expect(await project.show("show", "pe", "--config")).toMatchInlineSnapshot(`
    "$ asimov show pe --config
    # toy
    answer = 54  <- answer: provided by EV1/frames, attempt 1
    exit code 0"
  `);
  const snapshot = JSON.parse(String(project.query("SELECT snapshot FROM attempts WHERE analysis_id = 2")[0]!["snapshot"])) as object;
  expect(snapshot).toMatchObject({ providers: [{ address: "EV1/frames", attempt: 1 }], settings: { answer: 54 } });
});
