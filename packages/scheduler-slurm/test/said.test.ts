import { expect, test } from "vitest";

import { isFull, isNotSent, isOutage, saidBy } from "../src/said.ts";
import { said } from "./support/recorded.ts";

function kindOf(stderr: string): string {
  if (isOutage(stderr)) return isNotSent(stderr) ? "not sent" : "outage";
  return isFull(stderr) ? "full" : "refused";
}

test("what Slurm's tools have said is told apart: outages, limits that pass, and refusals", () => {
  const kinds = Object.entries(said()).map(([name, { stderr }]) => `${kindOf(stderr)}: ${name}`);
  expect(kinds.filter((kind) => !kind.includes("cancel "))).toMatchInlineSnapshot(`
    [
      "refused: requeue of one that is never requeued",
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
    ]
  `);
});

test("what is wrong is told in one line", () => {
  expect(saidBy(said()["memory"]!.stderr)).toBe(
    "Memory specification can not be satisfied; Batch job submission failed: Requested node configuration is not available",
  );
  expect(saidBy("\n")).toBe("");
});
