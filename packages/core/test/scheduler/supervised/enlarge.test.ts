import { expect, test } from "vitest";

import { checkGrowth, enlarge } from "../../../src/scheduler/supervised/enlarge.ts";
import type { JobDescription, Workflow } from "../../../src/workflow/index.ts";
import { machineOf, workflowOf } from "../../workflow/run/workflows.ts";

const secondsOf = ({ request }: JobDescription): number | undefined => request.time ?? (request.cpus > 1 ? 600 : undefined);
const engine = { name: "toy", machine: { ...machineOf(8), memory: 4000 }, secondsOf };

function requests(workflow: Workflow): readonly unknown[] {
  return workflow.nodes.flatMap(({ work }) => (work.kind === "jobs" ? work.jobs.map(({ request }) => request) : []));
}

test("what jobs say that they need grows, up to what there is", () => {
  const workflow = workflowOf({
    small: { job: { request: { cpus: 1, memory: 1000 } } },
    large: { job: { request: { cpus: 2, memory: 3000, disk: 10 } } },
  });
  const grown = enlarge(workflow, { memory: { factor: 2 }, disk: { factor: 3, limit: 20 }, time: { factor: 1.5 } }, engine);
  expect(requests(grown)).toEqual([
    { cpus: 1, memory: 2000 },
    { cpus: 2, memory: 4000, disk: 20, time: 900 },
  ]);
});

test("what nobody says can't grow: the same would happen again", () => {
  const workflow = workflowOf({ a: { job: { request: { cpus: 1 } } } });
  const asked =
    (what: string): (() => void) =>
    () =>
      checkGrowth(workflow, { [what]: { factor: 2 } }, engine);
  for (const what of ["memory", "disk", "time"]) expect(asked(what)).toThrow(`a job ran out of ${what}, and none of them says how much it needs`);
  expect(() => checkGrowth(workflow, undefined, engine)).not.toThrow();
  const known = workflowOf({ a: { job: { request: { cpus: 2, memory: 1, disk: 1 } } } });
  expect(() => checkGrowth(known, { memory: { factor: 2 }, disk: { factor: 2 }, time: { factor: 2 } }, engine)).not.toThrow();
});
