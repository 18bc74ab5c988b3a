import { expect, test } from "vitest";

import { lateMacro, nodeReports, replay, type RunEvent } from "../../../src/workflow/index.ts";
import { workflowOf } from "./workflows.ts";

const at = (minute: number): string => `2026-01-01T00:0${minute}:00.000Z`;
const a = { node: "a", try: 1, part: 0, run: 1 } as const;

test("a node is reported with the jobs and scripts of its last try, where they ran and where their outputs are", () => {
  const output = { stdout: `/run/a.${lateMacro("CLUSTER")}.${lateMacro("RETRY")}.out`, late: ["CLUSTER", "RETRY"] };
  const workflow = workflowOf({ a: { retries: 1, pre: [], jobs: [output, { stderr: "/run/b.err" }] }, b: { parents: ["a"] } });
  const events: RunEvent[] = [
    { event: "start", at: at(0), ...a, part: "pre" },
    { event: "end", at: at(1), ...a, part: "pre", outcome: { cause: "exit", exitCode: 1 } },
    { event: "start", at: at(2), ...a, try: 2, part: "pre" },
    { event: "end", at: at(3), ...a, try: 2, part: "pre", outcome: { cause: "exit", exitCode: 0 } },
    { event: "start", at: at(4), ...a, try: 2 },
    { event: "end", at: at(5), ...a, try: 2, outcome: { cause: "signal", exitCode: 137, cpuSeconds: 2, host: "node7" } },
  ];
  expect(nodeReports(replay(workflow, events.slice(0, 5)))).toMatchInlineSnapshot(`
    [
      {
        "cpuSeconds": 0,
        "endedAt": "2026-01-01T00:03:00.000Z",
        "jobs": [
          {
            "cause": "exit",
            "endedAt": "2026-01-01T00:03:00.000Z",
            "exitCode": 0,
            "process": "pre",
            "runs": 1,
            "startedAt": "2026-01-01T00:02:00.000Z",
            "state": "ended",
          },
          {
            "process": 0,
            "runs": 1,
            "startedAt": "2026-01-01T00:04:00.000Z",
            "state": "running",
            "stdout": "/run/a.1.1.out",
          },
          {
            "process": 1,
            "runs": 0,
            "state": "due",
          },
        ],
        "node": "a",
        "phase": "work",
        "startedAt": "2026-01-01T00:02:00.000Z",
        "status": "running",
        "tries": 2,
      },
      {
        "cpuSeconds": 0,
        "jobs": [],
        "node": "b",
        "status": "waiting",
        "tries": 0,
      },
    ]
  `);
  expect(nodeReports(replay(workflow, events))[0]).toMatchInlineSnapshot(`
    {
      "cpuSeconds": 2,
      "endedAt": "2026-01-01T00:05:00.000Z",
      "jobs": [
        {
          "cause": "exit",
          "endedAt": "2026-01-01T00:03:00.000Z",
          "exitCode": 0,
          "process": "pre",
          "runs": 1,
          "startedAt": "2026-01-01T00:02:00.000Z",
          "state": "ended",
        },
        {
          "cause": "signal",
          "cpuSeconds": 2,
          "endedAt": "2026-01-01T00:05:00.000Z",
          "host": "node7",
          "process": 0,
          "runs": 1,
          "signal": 9,
          "startedAt": "2026-01-01T00:04:00.000Z",
          "state": "ended",
          "stdout": "/run/a.1.1.out",
        },
        {
          "process": 1,
          "runs": 0,
          "state": "dropped",
        },
      ],
      "node": "a",
      "startedAt": "2026-01-01T00:02:00.000Z",
      "status": "failed",
      "tries": 2,
    }
  `);
});

test("a held job is reported with the reason", () => {
  const events: RunEvent[] = [
    { event: "start", at: at(0), ...a },
    { event: "held", at: at(1), ...a, reason: "the disk is full" },
  ];
  const [report] = nodeReports(replay(workflowOf({ a: {} }), events));
  expect(report!.jobs).toEqual([{ process: 0, state: "held", runs: 1, startedAt: at(0), reason: "the disk is full" }]);
});
