import { expect, test } from "vitest";

import { Waits } from "../../../src/scheduler/supervised/waits.ts";
import type { JobKey, JobReport } from "../../../src/workflow/index.ts";

test("a node waits as long as none of its jobs runs, by its whole name also in a sub-workflow", async () => {
  const answers = new Map<JobKey, JobReport>();
  const nothing = async (): Promise<void> => undefined;
  const waits = new Waits({
    start: nothing,
    reports: async (keys) => keys.map((key) => answers.get(key)!),
    remove: nothing,
    forget: nothing,
    removeAll: () => true,
    close: () => undefined,
  });
  const key = (node: string, part: number, within?: string): JobKey => ({ token: "t", node, try: 1, part, run: 1, within });
  const [first, second, inner] = [key("a", 0), key("a", 1), key("b", 0, "SD.1/INNER.2")];
  const tell = async (...reports: readonly JobReport[]): Promise<Readonly<Record<string, string>>> => {
    const keys = [first, second, inner].slice(0, reports.length);
    for (const [index, one] of keys.entries()) answers.set(one, reports[index]!);
    await waits.reports(keys);
    return waits.of("t");
  };
  const queued: JobReport = { state: "running", waits: "for free resources" };
  expect(await tell(queued, queued, queued)).toEqual({ a: "for free resources", "SD/INNER/b": "for free resources" });
  expect(await tell(queued, { state: "running" }, queued)).toEqual({ "SD/INNER/b": "for free resources" });
  expect(await tell(queued, { state: "ended", outcome: { cause: "exit", exitCode: 0 } })).toEqual({
    a: "for free resources",
    "SD/INNER/b": "for free resources",
  });
  await waits.forget([inner]);
  expect(await tell({ state: "running" })).toEqual({});
  await waits.removeAll("t");
  expect(waits.of("t")).toEqual({});
});
