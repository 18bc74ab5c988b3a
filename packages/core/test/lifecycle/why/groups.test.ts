import { expect, test } from "vitest";

import { ledgerFacts, listAnalyses, parseSelection, selected } from "../../../src/analysis/index.ts";
import { groupsOf } from "../../../src/lifecycle/why/index.ts";
import type { Observation } from "../../../src/scheduler/index.ts";
import { AsimovError } from "../../../src/system/index.ts";
import { openLab, type Lab } from "../../support/lab.ts";

async function afterThat(lab: Lab, observe: (index: number) => Omit<Observation, "token">): Promise<readonly unknown[]> {
  await lab.pass();
  for (const [index, token] of [...lab.scheduler.seen.keys()].entries()) lab.scheduler.seen.set(token, { token, ...observe(index) });
  await lab.pass();
  return groupsOf(lab.session.project.ledger).map(({ cause, analyses, command }) => [cause, analyses.map(({ address }) => address), command]);
}

test("jobs that are held for the same kind of reason are one group, with one command for all of them", async () => {
  const lab = await openLab({ analyses: ["name: one", "name: two"] });
  const reason = (index: number): string => `Failed to open '/data/${index}.gwf' as standard input: No such file or directory`;
  expect(await afterThat(lab, (index) => ({ state: "held", reason: reason(index) }))).toMatchInlineSnapshot(`
    [
      [
        "running: held (missing input)",
        [
          "GW1/one",
          "GW1/two",
        ],
        "Put what it lacks in its place, then: asimov analysis release GW1/one GW1/two; or end it: asimov analysis stop GW1/one GW1/two",
      ],
    ]
  `);
});

test("errors that say the same of several analyses give one command for all of them", async () => {
  const lab = await openLab({ analyses: ["name: one", "name: two"] });
  lab.hooks.detectCompletion = () => {
    throw new AsimovError("PLUGIN_ERROR", { message: "no luck today" });
  };
  expect(await afterThat(lab, () => ({ state: "completed" }))).toMatchInlineSnapshot(`
    [
      [
        "stuck: PLUGIN_ERROR",
        [
          "GW1/one",
          "GW1/two",
        ],
        "Mend the cause, then: asimov analysis resurrect GW1/one GW1/two",
      ],
    ]
  `);
});

test("what one error says to do is not told to those whose error says something else", async () => {
  const lab = await openLab({ analyses: ["name: one", "name: two"] });
  let count = 0;
  lab.hooks.detectCompletion = () => {
    throw new AsimovError("PLUGIN_ERROR", { message: "no luck today", remedy: `Mend part ${++count}.` });
  };
  expect(await afterThat(lab, () => ({ state: "completed" }))).toEqual([
    ["stuck: PLUGIN_ERROR", ["GW1/one"], "Mend part 1."],
    ["stuck: PLUGIN_ERROR", ["GW1/two"], "Mend part 2."],
  ]);
});

test("more than can be named get a command that selects them, and it selects these", async () => {
  const lab = await openLab({ analyses: Array.from({ length: 21 }, (_, index) => `name: pe${index}`) });
  lab.hooks.detectCompletion = () => {
    throw new AsimovError("PLUGIN_ERROR", { message: "no luck today" });
  };
  const [[, analyses, command] = []] = (await afterThat(lab, () => ({ state: "completed" }))) as readonly (readonly [string, string[], string])[];
  expect(command).toBe("Mend the cause, then: asimov analysis resurrect --where 'status: stuck, cause: PLUGIN_ERROR'");
  const { ledger } = lab.session.project;
  const needs = await parseSelection(["status: stuck, cause: PLUGIN_ERROR"]);
  expect(selected(needs, listAnalyses(ledger), ledgerFacts(ledger)).map(({ address }) => address)).toEqual(analyses);
});
