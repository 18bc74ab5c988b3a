import { expect, test } from "vitest";

import { isFull, isNotSent, isOutage, isRefused, saidBy } from "../src/said.ts";
import { said } from "./support/recorded.ts";

function kindOf(stderr: string): string {
  if (isOutage(stderr)) return isNotSent(stderr) ? "not sent" : "outage";
  return isFull(stderr) ? "full" : isRefused(stderr) ? "refused" : "put off";
}

test("what Slurm's tools have said is told apart: outages, limits that pass, refusals, and what may pass", () => {
  const kinds = Object.entries(said()).map(([name, { stderr }]) => `${kindOf(stderr)}: ${name}`);
  expect(kinds.filter((kind) => !kind.includes("cancel "))).toMatchInlineSnapshot(`
    [
      "put off: requeue of one that is never requeued",
      "refused: memory",
      "refused: partition",
      "refused: account",
      "refused: qos",
      "refused: constraint",
      "refused: reservation",
      "refused: gpus",
      "refused: array",
      "refused: option",
      "full: AssocMaxSubmitJobLimit",
      "full: AssocGrpSubmitJobsLimit",
      "full: QOSMaxSubmitJobPerUserLimit",
      "full: MaxSubmitJobsPerAccount",
      "full: QOSGrpSubmitJobsLimit",
      "refused: QOSMaxWallDurationPerJobLimit",
      "outage: database down",
      "not sent: down: squeue",
      "not sent: down: sbatch",
      "not sent: down: scancel",
      "not sent: down: scontrol",
      "refused: time option",
      "refused: time limit",
      "refused: deadline",
      "refused: cpus",
      "refused: nodes",
      "refused: node name",
      "refused: license",
      "refused: script too big",
      "refused: dependency",
      "refused: account of a partition",
      "refused: qos of a partition",
      "put off: partition that is drained",
      "put off: partition that is inactive",
      "put off: script that is not there",
      "put off: script that is empty",
      "not sent: configuration that is wrong",
      "not sent: configuration that is not there",
      "full: MaxJobCount",
    ]
  `);
});

test("what is wrong is told in one line", () => {
  expect(saidBy(said()["memory"]!.stderr)).toBe(
    "Memory specification can not be satisfied; Batch job submission failed: Requested node configuration is not available",
  );
  expect(saidBy("\n")).toBe("");
});
