import { expect, test } from "vitest";

import type { RunResult, Settings } from "@asimov-gw/core/pipeline";

import { readHelp } from "../../src/options/installed.ts";
import { configOf, option, refusal, riftIn } from "../fake.ts";
import { withSettings } from "../settings.ts";

// Lines of RIFT 0.0.17.13.
const help = `options:
  -h, --help            show this help message and exit
  --use-ini USE_INI     Pass ini file for parsing.
  --ile-retries ILE_RETRIES
  --use-gwsignal        Attempt to use gwsignal interface.
  --manual-extra-cip-args MANUAL_EXTRA_CIP_ARGS
`;

const psds = { H1: "/h.txt", L1: "/l.txt" };
const rendered = (over: Settings): ReturnType<typeof configOf> => configOf({ analysis: { settings: withSettings(over), psds } });

let programs = 0;

/** What a check against a program that answers like this is refused with; each is another program. */
function checked(options: Settings, answer: Partial<RunResult> = {}): Promise<unknown> {
  const run = async (): Promise<RunResult> => ({ exitCode: 0, stdout: help, stderr: "", seconds: 0, ...answer });
  const settings = withSettings({ data: { "data files": null }, interferometers: [], "pipeline options": options });
  return riftIn({ prefix: `/opt/rift${programs++}`, run, analysis: { settings } }).beforeConfig();
}

test("options are written as RIFT evaluates them, and lead back to their setting", async () => {
  const config = await rendered({
    "pipeline options": {
      "ile retries": 5,
      "--force_eta_range": "[0.1,0.2]",
      "use-gwsignal": true,
      "manual-extra-cip-args": ["--a 1", "--b 'x'"],
      fit: null,
    },
    scheduler: { pipeline: { "cip-sigma-cut": 0.4, "archive-pesummary-label": "it's" } },
  });
  expect(config.text.slice(config.text.indexOf("# Further options")).split("\n").slice(1)).toEqual([
    "ile-retries = 5",
    "force-eta-range = '[0.1,0.2]'",
    "use-gwsignal = True",
    "manual-extra-cip-args = --a 1 --b 'x'",
    "cip-sigma-cut = 0.4",
    "archive-pesummary-label = 'it\\'s'",
    "",
  ]);
  const lineageOf = (line: string): readonly string[] | undefined => config.lineage[config.text.split("\n").indexOf(line)];
  expect(lineageOf("ile-retries = 5")).toEqual(["pipeline options.ile retries"]);
  expect(lineageOf("cip-sigma-cut = 0.4")).toEqual(["scheduler.pipeline.cip-sigma-cut"]);
});

test("what has a constant value otherwise is changed in its place", async () => {
  const config = await rendered({ "pipeline options": { "batch-extrinsic": false, "internal-n-iterations-subdag-max": 7 } });
  expect(option(config, "batch-extrinsic")).toBe("False");
  expect(option(config, "internal-n-iterations-subdag-max")).toBe("7");
  expect(config.text.match(/^batch-extrinsic =/gm)).toHaveLength(1);
});

test.each<[string, Settings]>([
  ["another setting's option", { "pipeline options": { "ile-n-eff": 3 } }],
  ["an option of a setting with several", { "pipeline options": { "assume-nospin": true } }],
  ["an option of asimov's own", { "pipeline options": { "use-rundir": "/elsewhere" } }],
  ["two spellings", { "pipeline options": { "ile-retries": 1, ile_retries: 2 } }],
  ["an option in both maps", { "pipeline options": { "ile-retries": 1 }, scheduler: { pipeline: { "ile-retries": 1 } } }],
  ["empty text, which RIFT takes for true", { "pipeline options": { "force-hint-snr": "" } }],
  ["no number", { "pipeline options": { "cip-sigma-cut": Number.NaN } }],
  ["a map", { "pipeline options": { "cip-sigma-cut": { a: 1 } } }],
  ["several lines", { "pipeline options": { "manual-extra-cip-args": "--a 1\n--b" } }],
  [
    "an eccentric argument that a setting has",
    { sampler: { "extra eccentric arguments": { "l-max": 3, "force-ecc-min": 0, "force-ecc-max": 1 } }, likelihood: { assume: ["eccentric"] } },
  ],
])("%s is refused", async (_, over) => {
  expect(await refusal(() => rendered(over))).toMatchSnapshot();
});

test("the options of the installed program are read from its help", () => {
  expect(Object.fromEntries(readHelp(help))).toEqual({
    help: { isFlag: true },
    "use-ini": { isFlag: false },
    "ile-retries": { isFlag: false },
    "use-gwsignal": { isFlag: true },
    "manual-extra-cip-args": { isFlag: false },
  });
});

test("what the installed program would pass over is refused before the config file is written", async () => {
  expect(await refusal(() => checked({ "ile-retry": 3 }))).toEqual({
    code: "PIPELINE_OPTION_UNKNOWN",
    message:
      '"pipeline options.ile-retry" is no option of the installed util_RIFT_pseudo_pipe.py, which would pass over it. Did you mean "ile-retries"?',
  });
  expect(await refusal(() => checked({ "use-gwsignal": 1 }))).toEqual({
    code: "PIPELINE_OPTION_VALUE",
    message: '"pipeline options.use-gwsignal" is 1, but the option takes no value',
  });
  expect(await refusal(() => checked({ "ile-retries": true }))).toEqual({
    code: "PIPELINE_OPTION_VALUE",
    message: '"pipeline options.ile-retries" is true, but the option takes a value',
  });
  expect(await refusal(() => checked({ "ile-retries": 1 }, { exitCode: 1, stdout: "", stderr: "a\nImportError: b\n" }))).toMatchObject({
    code: "BUILDER_FAILED",
  });
});
