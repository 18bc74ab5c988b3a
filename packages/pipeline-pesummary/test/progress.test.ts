import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { pesummaryIn } from "./fake.ts";

test("progress is the last stage that its log tells of, however long the log is", async () => {
  const directory = mkdtempSync(join(tmpdir(), "pesummary-progress-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const { pesummary } = pesummaryIn({ analysis: { runDirectory: directory } });
  expect(await pesummary.checkProgress()).toBeUndefined();
  // As summarypages 1.8.1 says it.
  const log = join(directory, "pesummary.err");
  writeFileSync(log, "2026-11-24  05:19:26 PESummary INFO    : Command line arguments: Namespace(pesummary=None)\n");
  expect(await pesummary.checkProgress()).toEqual({ stage: "reading" });
  appendFileSync(log, `${"UserWarning: x\n".repeat(10_000)}2026-11-24  05:38:12 PESummary INFO    : Starting to generate plots\n`);
  expect(await pesummary.checkProgress()).toEqual({ stage: "plots" });
  appendFileSync(log, "2026-11-24  05:38:14 PESummary INFO    : Starting to generate the meta file\n");
  expect(await pesummary.checkProgress()).toEqual({ stage: "metafile" });
});
