import { recordedCase, recordedCases, type RecordedCommand } from "@asimov-gw/testkit";
import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { numberIn, parseAds, type Ad } from "../src/ads.ts";
import { observeEnded, observeQueued } from "../src/observe.ts";
import { refusal, submittedId } from "../src/submit.ts";
import { saidBy } from "../src/tools.ts";
import { isAct, isList, isSubmission, toolOf } from "./recorded-kinds.ts";

// What our code makes of a recorded command. Each command of each case must be of exactly one kind.
interface Kind {
  readonly name: string;
  readonly is: (command: RecordedCommand) => boolean;
  readonly check: (command: RecordedCommand) => void;
}

const kinds: readonly Kind[] = [
  {
    name: "a list of jobs",
    is: (command) => isList(command) && command.exitCode === 0 && !/-jsonl/.test(command.command),
    check: ({ stdout }) => {
      const ads = parseAds(stdout, "condor_q");
      expect(ads).toEqual(stdout === "" ? [] : JSON.parse(stdout));
      for (const ad of ads) expectState(ad);
    },
  },
  {
    name: "a list of one job a line, which is no list",
    is: (command) => isList(command) && command.exitCode === 0 && /-jsonl/.test(command.command),
    check: ({ stdout }) => {
      if (stdout.trim() === "") expect(parseAds(stdout, "condor_q")).toEqual([]);
      else expect(() => parseAds(stdout, "condor_q")).toThrow("no whole list");
    },
  },
  {
    name: "a question without an answer",
    is: (command) => isList(command) && command.exitCode !== 0,
    check: ({ stdout, stderr }) => {
      expect(() => parseAds(stdout === "" ? "no answer" : stdout, "condor_q")).toThrow("no whole list");
      expectWords(stderr);
    },
  },
  {
    name: "a submission that was taken",
    is: (command) => isSubmission(command) && command.exitCode === 0,
    check: ({ command, stdout }) => {
      const id = submittedId(stdout);
      if (/^condor_submit .*-terse/.test(command)) expect(id).toMatch(/^\d+\.0$/);
      else expect(id).toBeUndefined();
    },
  },
  {
    name: "a submission that was refused, or reached nobody",
    is: (command) => isSubmission(command) && command.exitCode !== 0,
    check: (command) => {
      const { code } = refusal(toolOf(command), command);
      const away = /Can't find address|Failed to connect|CONDOR_CONFIG|SECMAN|CEDAR/.test(command.stderr);
      expect(code).toBe(away ? "SCHEDULER_UNREACHABLE" : "HTCONDOR_REFUSED");
      expect(submittedId(command.stdout)).toBeUndefined();
    },
  },
  {
    name: "a removal, a hold or a release",
    is: isAct,
    check: ({ exitCode, stdout, stderr }) => {
      if (exitCode === 0) expect(stdout).toMatch(/^(?:All jobs|Job \d+\.\d+|Constraint) ?.*(?:marked for removal|held|released)/);
      else expectWords(stderr);
    },
  },
  {
    name: "a text for people, which is no list",
    is: (command) => !isList(command) && !isSubmission(command) && !isAct(command),
    check: ({ stdout, stderr, exitCode }) => {
      if (stdout.trim() !== "") expect(() => parseAds(stdout, "condor_q")).toThrow(expect.objectContaining({ code: "SCHEDULER_NONSENSE" }));
      else expect(parseAds(stdout, "condor_q")).toEqual([]);
      // Of a failure the exit code is looked at before what was printed.
      if (exitCode !== 0) expectWords(stderr === "" ? stdout : stderr);
    },
  },
];

function expectState(ad: Ad): void {
  // Where it was asked for what tells the state of a job.
  if (numberIn(ad, "JobStatus") === undefined || numberIn(ad, "ClusterId") === undefined) return;
  const isOver = [3, 4].includes(numberIn(ad, "JobStatus")!);
  if (!isOver) expect(observeQueued("t", ad, []).state).toMatch(/^(?:queued|running|held)$/);
  else if (numberIn(ad, "ExitCode") !== undefined || numberIn(ad, "JobStatus") === 3 || ad["ExitBySignal"] === true) {
    expect(observeEnded("t", ad).state).toMatch(/^(?:completed|failed|removed)$/);
  } else expect(observeEnded("t", ad).state).toBe("unknown");
}

function expectWords(stderr: string): void {
  const said = saidBy(stderr);
  expect(said).toBeTruthy();
  expect(said).not.toMatch(/\n|Extra Info/);
}

test("every recorded case is known", () => {
  const directory = new URL("../../testkit/recorded/htcondor/", import.meta.url);
  const files = readdirSync(directory).filter((name) => name.endsWith(".json"));
  expect(files.map((name) => name.slice(0, -".json".length)).toSorted()).toEqual(recordedCases.toSorted());
});

describe.each(recordedCases.map((name) => [name] as const))("%s", (name) => {
  const { commands, polls = {} } = recordedCase(name);

  test.each(Object.entries(commands))("%s", (step, command) => {
    const fitting = kinds.filter(({ is }) => is(command));
    expect(
      fitting.map((kind) => kind.name),
      step,
    ).toHaveLength(1);
    fitting[0]!.check(command);
  });

  test("each moment of the queue is read, and no state in it is unknown", () => {
    for (const [moment, text] of Object.entries(polls)) {
      const ads = parseAds(text, "condor_q");
      expect(ads, moment).toEqual(text === "" ? [] : JSON.parse(text));
      for (const ad of ads) expectState(ad);
    }
    expect(Object.keys(commands).length + Object.keys(polls).length).toBeGreaterThan(0);
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
