import { recordedCase, recordedCases } from "@asimov-gw/testkit";
import { describe, expect, test } from "vitest";

import { parseAds } from "../src/ads.ts";
import { saidBy } from "../src/tools.ts";

describe.each(recordedCases.map((name) => [name] as const))("%s", (name) => {
  const { commands, polls = {} } = recordedCase(name);
  const all = Object.entries(commands);

  test("what a list of jobs is, is read as JSON reads it", () => {
    const lists = all.filter(([, { command }]) => / -json\b/.test(command)).map(([step, { stdout, exitCode }]) => [step, stdout, exitCode] as const);
    for (const [step, stdout, exitCode] of [...lists, ...Object.entries(polls).map(([moment, text]) => [moment, text, 0] as const)]) {
      if (exitCode !== 0) expect(stdout, step).toBe("");
      else expect(parseAds(stdout, "condor_q"), step).toEqual(stdout === "" ? [] : JSON.parse(stdout));
    }
  });

  test("what was refused says why, in one line without the explanations", () => {
    for (const [step, { exitCode, stderr, stdout }] of all) {
      if (exitCode === 0) continue;
      const said = saidBy(stderr) ?? saidBy(stdout);
      if (stderr.trim() !== "") expect(said, step).toBeTruthy();
      expect(said ?? "", step).not.toMatch(/\n|Extra Info/);
    }
  });
});

test("lists of several schedds are one; what was cut off is no list", () => {
  expect(parseAds('[\n{\n  "A": 1\n}\n]\n[\n{\n  "A": "] ["\n}\n]\n', "condor_q")).toEqual([{ A: 1 }, { A: "] [" }]);
  expect(parseAds("", "condor_q")).toEqual([]);
  expect(parseAds("[\n]\n", "condor_history")).toEqual([]);
  const { stdout } = recordedCase("b-dag-ok").commands["08-history-json"]!;
  for (const end of [1, 10, stdout.length / 2, stdout.length - 3, stdout.length - 2]) {
    expect(() => parseAds(stdout.slice(0, end), "condor_history")).toThrow(expect.objectContaining({ code: "SCHEDULER_NONSENSE" }));
  }
  expect(() => parseAds("WARNING: something\n[]", "condor_q")).toThrow("no whole list of jobs");
});
