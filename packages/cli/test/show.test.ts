import { existsSync } from "node:fs";
import { join } from "node:path";

import { openLedger } from "@asimov-gw/core/project";

import { time } from "../src/arguments.ts";
import { blueprint, test, toyPlugin, type TestProject } from "./support/index.ts";

const defaults = `kind: configuration
name: defaults
likelihood: {sample rate: 2048, psd length: 4}
quality: {low: 20}
pipelines:
  toy:
    likelihood:
      roll off: 0.4
    quality: null
---
`;

const text = defaults + blueprint({ one: "likelihood:\n  sample rate: 4096\nquality: {high: 896}", two: "needs: [one]" });

function show(project: TestProject, ...args: readonly string[]): Promise<string> {
  return project.show("show", ...args);
}

async function update(project: TestProject): Promise<void> {
  project.write({
    "event.yaml": "kind: event\nname: EV1\nevent time: 1126259462.4\nanswer: 43\n",
    "defaults.yaml": defaults.replace("psd length: 4", "psd length: 8").replace("---\n", ""),
  });
  await apply(project, "event.yaml", "defaults.yaml");
}

async function apply(project: TestProject, ...files: readonly string[]): Promise<void> {
  const { code, stderr } = await project.run("apply", ...files.flatMap((file) => ["-f", file]), "--update");
  if (code !== 0) throw new Error(stderr);
}

test.concurrent("an event with its document, revisions and analyses", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: text });
  await update(project);
  expect(await show(project, "EV1")).toMatchInlineSnapshot(`
    "$ asimov show EV1
    # event EV1, revision 2
    # revisions:
    #   1  blueprint.yaml:11:1  TIME  older; still used by one, two
    #   2  event.yaml:1:1       TIME  the newest
    # analyses:
    #   one  toy  ready  revision 1
    #   two  toy  ready  revision 1
    kind: event
    name: EV1
    event time: 1126259462.4
    answer: 43
    exit code 0"
  `);
  expect(await project.json("show", "EV1")).toMatchInlineSnapshot(`
    {
      "analyses": [
        {
          "address": "EV1/one",
          "pipeline": "toy",
          "priority": 0,
          "reason": "applied",
          "status": "ready",
          "subjectRevision": 1,
        },
        {
          "address": "EV1/two",
          "pipeline": "toy",
          "priority": 0,
          "reason": "applied",
          "status": "ready",
          "subjectRevision": 1,
        },
      ],
      "document": {
        "answer": 43,
        "event time": 1126259462.4,
        "kind": "event",
        "name": "EV1",
      },
      "name": "EV1",
      "priority": 0,
      "revision": 2,
      "revisions": [
        {
          "applied": "TIME",
          "at": {
            "column": 1,
            "file": "/project/blueprint.yaml",
            "line": 11,
          },
          "revision": 1,
        },
        {
          "applied": "TIME",
          "at": {
            "column": 1,
            "file": "/project/event.yaml",
            "line": 1,
          },
          "revision": 2,
        },
      ],
    }
  `);
});

test.concurrent("the settings of an analysis that was not built yet are those of the ledger", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: text });
  expect(await show(project, "EV1", "one")).toMatchInlineSnapshot(`
    "$ asimov show EV1 one
    # EV1/one (toy, ready): settings that a build now would take
    likelihood:
      sample rate: 4096
      psd length: 4
      roll off: 0.4
    quality:
      high: 896
    event time: 1126259462.4
    answer: 42
    exit code 0"
  `);
  expect(await show(project, "EV1/one", "--where", "likelihood")).toMatchInlineSnapshot(`
    "$ asimov show EV1/one --where likelihood
    likelihood.sample rate  analysis one  4096  blueprint.yaml:21:16  wins
    likelihood.roll off     pipeline toy  0.4   blueprint.yaml:8:17   wins
    likelihood.sample rate  project       2048  blueprint.yaml:3:27   loses to analysis one
    likelihood.psd length   project       4     blueprint.yaml:3:45   wins
    exit code 0"
  `);
  expect(await show(project, "one", "--where", "quality.low")).toMatchInlineSnapshot(`
    "$ asimov show one --where quality.low
    quality      pipeline toy  null (cuts away what is below)  blueprint.yaml:9:14  filled again by analysis one
    quality.low  project       20                              blueprint.yaml:4:16  loses to pipeline toy
    exit code 0"
  `);
  expect(await project.json("show", "EV1/one", "--where", "quality")).toMatchInlineSnapshot(`
    [
      {
        "at": {
          "column": 17,
          "file": "/project/blueprint.yaml",
          "line": 22,
        },
        "layer": "analysis one",
        "path": [
          "quality",
          "high",
        ],
        "tombstone": false,
        "value": 896,
        "wins": true,
      },
      {
        "at": {
          "column": 14,
          "file": "/project/blueprint.yaml",
          "line": 9,
        },
        "beatenBy": "analysis one",
        "layer": "pipeline toy",
        "path": [
          "quality",
        ],
        "tombstone": true,
        "value": null,
        "wins": false,
      },
      {
        "at": {
          "column": 16,
          "file": "/project/blueprint.yaml",
          "line": 4,
        },
        "beatenBy": "pipeline toy",
        "layer": "project",
        "path": [
          "quality",
          "low",
        ],
        "tombstone": false,
        "value": 20,
        "wins": false,
      },
    ]
  `);
});

test.concurrent("an analysis that was built shows its attempt, and where the ledger went on", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: text });
  await project.run("manage", "build");
  expect(await show(project, "EV1/one")).toMatchInlineSnapshot(`
    "$ asimov show EV1/one
    # EV1/one (toy, ready): settings that attempt 1 was built with, TIME
    likelihood:
      sample rate: 4096
      psd length: 4
      roll off: 0.4
    quality:
      high: 896
    event time: 1126259462.4
    answer: 42
    exit code 0"
  `);
  await update(project);
  expect(await show(project, "EV1/one", "--attempt", "1")).toMatchInlineSnapshot(`
    "$ asimov show EV1/one --attempt 1
    # EV1/one (toy, ready): settings that attempt 1 was built with, TIME
    # it stays on revision 1 of EV1; the newest is 2
    # attempt 1 ran with older settings; the ledger says now (asimov show EV1/one --now):
    #   likelihood.psd length: 4 -> 8 (project, defaults.yaml:3:45)
    likelihood:
      sample rate: 4096
      psd length: 4
      roll off: 0.4
    quality:
      high: 896
    event time: 1126259462.4
    answer: 42
    exit code 0"
  `);
  expect(await show(project, "EV1/one", "--now")).toMatchInlineSnapshot(`
    "$ asimov show EV1/one --now
    # EV1/one (toy, ready): settings that a build now would take
    # it stays on revision 1 of EV1; the newest is 2
    likelihood:
      sample rate: 4096
      psd length: 8
      roll off: 0.4
    quality:
      high: 896
    event time: 1126259462.4
    answer: 42
    exit code 0"
  `);
  expect(await show(project, "EV1/one", "--where", "likelihood.psd length")).toMatchInlineSnapshot(`
    "$ asimov show EV1/one --where likelihood.psd length
    likelihood.psd length  project  8  defaults.yaml:3:45  wins
    # attempt 1 was built with likelihood.psd length: 4
    exit code 0"
  `);
  expect(await show(project, "EV1/one", "--attempt", "1", "--where", "likelihood")).toMatchInlineSnapshot(`
    "$ asimov show EV1/one --attempt 1 --where likelihood
    likelihood.sample rate  analysis one  4096  blueprint.yaml:21:16  wins
    likelihood.psd length   project       4     blueprint.yaml:3:45   wins
    likelihood.roll off     pipeline toy  0.4   blueprint.yaml:8:17   wins
    exit code 0"
  `);
  expect(await project.json("show", "EV1/one")).toMatchInlineSnapshot(`
    {
      "address": "EV1/one",
      "attempt": 1,
      "labels": [],
      "ledgerDiffers": [
        {
          "after": 8,
          "before": 4,
          "path": [
            "likelihood",
            "psd length",
          ],
        },
      ],
      "lineage": {
        "/answer": {
          "at": {
            "column": 9,
            "file": "/project/blueprint.yaml",
            "line": 14,
          },
          "layer": "subject EV1",
        },
        "/event time": {
          "at": {
            "column": 13,
            "file": "/project/blueprint.yaml",
            "line": 13,
          },
          "layer": "subject EV1",
        },
        "/likelihood/psd length": {
          "at": {
            "column": 45,
            "file": "/project/blueprint.yaml",
            "line": 3,
          },
          "layer": "project",
        },
        "/likelihood/roll off": {
          "at": {
            "column": 17,
            "file": "/project/blueprint.yaml",
            "line": 8,
          },
          "layer": "pipeline toy",
        },
        "/likelihood/sample rate": {
          "at": {
            "column": 16,
            "file": "/project/blueprint.yaml",
            "line": 21,
          },
          "layer": "analysis one",
        },
        "/quality/high": {
          "at": {
            "column": 17,
            "file": "/project/blueprint.yaml",
            "line": 22,
          },
          "layer": "analysis one",
        },
      },
      "newestSubjectRevision": 2,
      "pipeline": "toy",
      "priority": 0,
      "settings": {
        "answer": 42,
        "event time": 1126259462.4,
        "likelihood": {
          "psd length": 4,
          "roll off": 0.4,
          "sample rate": 4096,
        },
        "quality": {
          "high": 896,
        },
      },
      "stale": [],
      "status": "ready",
      "subjectRevision": 1,
      "unconfirmed": null,
    }
  `);
});

test.concurrent("the config file is rendered with the origin of each line, and nothing is written", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: text });
  const before = project.rows();
  expect(await show(project, "EV1/one", "--config")).toMatchInlineSnapshot(`
    "$ asimov show EV1/one --config
    # toy
    answer = 42  <- answer: subject EV1 blueprint.yaml:14:9
    exit code 0"
  `);
  expect(await show(project, "EV1/two", "--config", "--plain")).toMatchInlineSnapshot(`
    "$ asimov show EV1/two --config --plain
    # toy
    answer = 42
    EV1/two: waits for "one", which is ready but has not run: what comes from there is not in this config file yet
    exit code 0"
  `);
  expect(await project.json("show", "EV1/one", "--config")).toMatchInlineSnapshot(`
    {
      "address": "EV1/one",
      "attempt": null,
      "lines": [
        {
          "from": [],
          "products": [],
          "text": "# toy",
        },
        {
          "from": [
            {
              "key": "answer",
              "origin": {
                "at": {
                  "column": 9,
                  "file": "/project/blueprint.yaml",
                  "line": 14,
                },
                "layer": "subject EV1",
              },
            },
          ],
          "products": [],
          "text": "answer = 42",
        },
      ],
      "waitsFor": [],
    }
  `);
  expect(project.rows()).toEqual(before);
  for (const made of ["checkouts", "working", "logs", "calls"]) expect(existsSync(join(project.directory, made))).toBe(false);
});

test.concurrent("an attempt's config file is rendered from its snapshot", async ({ expect, openProject }) => {
  const configuration = (answer: number): string => `kind: configuration\nname: defaults\nanswer: ${answer}\n`;
  const project = openProject({
    blueprint: `${configuration(1)}---\nkind: event\nname: EV1\n---\nkind: analysis\nname: one\nevent: EV1\npipeline: toy\n`,
  });
  await project.run("manage", "build");
  project.write({ "defaults.yaml": configuration(2) });
  await apply(project, "defaults.yaml");
  expect(await show(project, "one", "--config")).toMatchInlineSnapshot(`
    "$ asimov show one --config
    # toy
    answer = 1  <- answer: project blueprint.yaml:3:9
    exit code 0"
  `);
  expect(await show(project, "one", "--config", "--now")).toMatchInlineSnapshot(`
    "$ asimov show one --config --now
    # toy
    answer = 2  <- answer: project defaults.yaml:3:9
    exit code 0"
  `);
});

test.concurrent("times on the command line are UTC unless they say otherwise", ({ expect }) => {
  expect(["2026-03-01", "2026-03-01 12:00", "2026-03-01T12:00:00.5+01:00", "1772366400"].map(time)).toEqual([
    "2026-03-01T00:00:00.000Z",
    "2026-03-01T12:00:00.000Z",
    "2026-03-01T11:00:00.500Z",
    "2026-03-01T12:00:00.000Z",
  ]);
  for (const wrong of ["", "2026", "2026-13-01", "2026-03-01T25:00", "12:00", "1e9"]) expect(() => time(wrong)).toThrow("It is a time such as");
});

test.concurrent("the settings and the event as they were at some time", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: text });
  await project.run("manage", "build");
  const applied = String(project.query("SELECT time FROM transactions ORDER BY id")[0]!["time"]);
  const unix = String(Date.parse(applied) / 1000);
  await update(project);
  const at = async (...args: readonly string[]): Promise<string> =>
    (await show(project, ...args)).replaceAll(applied, "TIME").replaceAll(unix, "UNIX");
  expect(await at("EV1/one", "--at", applied)).toMatchInlineSnapshot(`
    "$ asimov show EV1/one --at TIME
    # EV1/one (toy, ready): settings that a build would have taken at TIME
    likelihood:
      sample rate: 4096
      psd length: 4
      roll off: 0.4
    quality:
      high: 896
    event time: 1126259462.4
    answer: 42
    exit code 0"
  `);
  expect(await at("EV1/one", "--at", applied, "--where", "likelihood.psd length")).toMatchInlineSnapshot(`
    "$ asimov show EV1/one --at TIME --where likelihood.psd length
    likelihood.psd length  project  4  blueprint.yaml:3:45  wins
    exit code 0"
  `);
  expect(await at("EV1/one", "--at", applied, "--config", "--plain")).toMatchInlineSnapshot(`
    "$ asimov show EV1/one --at TIME --config --plain
    # toy
    answer = 42
    exit code 0"
  `);
  expect(await at("EV1", "--at", unix)).toMatchInlineSnapshot(`
    "$ asimov show EV1 --at UNIX
    # event EV1, revision 1, as it was at TIME
    # revisions:
    #   1  blueprint.yaml:11:1  TIME  the newest
    # analyses:
    #   one  toy  ready  revision 1
    #   two  toy  ready  revision 1
    kind: event
    name: EV1
    event time: 1126259462.4
    answer: 42
    exit code 0"
  `);
  expect(await at("EV1", "--at", "2026-03-01")).toMatchInlineSnapshot(`
    "$ asimov show EV1 --at 2026-03-01
    error EVENT_UNKNOWN
      there is no event "EV1". This was asked of the ledger of TIME.
      asimov log tells what came when.
    exit code 1"
  `);
  expect(await at("EV1", "--at", "yesterday")).toMatchInlineSnapshot(`
    "$ asimov show EV1 --at yesterday
    error: option '--at <time>' argument 'yesterday' is invalid. It is a time such as TIME, or a number of seconds since 1970.
    (asimov COMMAND --help tells more)
    exit code 2"
  `);
});

test.concurrent("layers that contradict each other can still be looked at", async ({ expect, openProject }) => {
  // Blueprints that contradict each other are refused, but the package of a pipeline comes as it is.
  const project = openProject({
    blueprint: blueprint({ one: "tuning: 3" }),
    plugins: { toy: toyPlugin("toy", undefined, { toy: { answer: 1, tuning: { "roll off": 0.4 } } }) },
  });
  expect(await show(project, "one")).toMatchInlineSnapshot(`
    "$ asimov show one
    error SETTINGS_MAP_AGAINST_VALUE  /project/blueprint.yaml:10:9
      "tuning" is a single value in analysis one, but not in defaults of pipeline toy (/plugins/toy/package.json)
      Give it the same form in both, or cut the lower one away first with "tuning: null".
    exit code 1"
  `);
  expect(await show(project, "one", "--where", "tuning")).toMatchInlineSnapshot(`
    "$ asimov show one --where tuning
    tuning           analysis one              3    blueprint.yaml:10:9                                          wins
    tuning.roll off  defaults of pipeline toy  0.4  /plugins/toy/package.json  wins
    # these layers don't fit together: SETTINGS_MAP_AGAINST_VALUE: "tuning" is a single value in analysis one, but not in defaults of pipeline toy (/plugins/toy/package.json)
    exit code 0"
  `);
});

test.concurrent("what is not there is said with what was likely meant", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: text });
  const shown = await Promise.all([
    show(project, "EV2"),
    show(project, "EV1", "onne"),
    show(project, "one", "--where", "likelyhood.sample rate"),
    show(project, "one", "--where", "wavefrom.approximant"),
    show(project, "one", "--attempt", "2"),
    show(project, "EV1", "--where", "answer"),
    show(project, "EV1", "--config"),
    show(project, "one", "--attempt", "first"),
    show(project, "one", "--json", "--yaml"),
  ]);
  expect(shown.join("\n")).toMatchInlineSnapshot(`
    "$ asimov show EV2
    error EVENT_UNKNOWN
      there is no event "EV2". Did you mean "EV1"?
      asimov report status lists all.
    exit code 1
    $ asimov show EV1 onne
    error ANALYSIS_UNKNOWN
      EV1 has no analysis "onne". Did you mean "one"?
      asimov report status lists all.
    exit code 1
    $ asimov show one --where likelyhood.sample rate
    error SETTING_UNKNOWN  EV1/one
      no layer sets "likelyhood.sample rate". Did you mean "likelihood.sample rate"?
      asimov show EV1/one prints all settings.
    exit code 1
    $ asimov show one --where wavefrom.approximant
    error SETTING_UNKNOWN  EV1/one
      no layer sets "wavefrom.approximant". Did you mean "waveform.approximant"?
      asimov show EV1/one prints all settings.
    exit code 1
    $ asimov show one --attempt 2
    error ATTEMPT_UNKNOWN  EV1/one
      there is no attempt 2: none was made yet
      asimov show EV1/one --now prints what a build now would take.
    exit code 1
    $ asimov show EV1 --where answer
    error SHOW_NEEDS_ANALYSIS
      --where KEY is about one analysis, and EV1 is an event
      Name the analysis too: asimov show EV1 ANALYSIS --where KEY
    exit code 2
    $ asimov show EV1 --config
    error SHOW_NEEDS_ANALYSIS
      --config is about one analysis, and EV1 is an event
      Name the analysis too: asimov show EV1 ANALYSIS --config
    exit code 2
    $ asimov show one --attempt first
    error: option '-a, --attempt <number>' argument 'first' is invalid. It is the number of an attempt, from 1.
    (asimov COMMAND --help tells more)
    exit code 2
    $ asimov show one --json --yaml
    error: option '--yaml' cannot be used with option '--json'
    (asimov COMMAND --help tells more)
    exit code 2"
  `);
});

const frequencies = `kind: configuration
name: defaults
quality:
  minimum frequency: {H1: 20, L1: 20}
likelihood: {sample rate: 2048}
---
kind: event
name: EV1
event time: 1126259462.4
interferometers: [H1, L1]
answer: 42
---
kind: analysis
name: one
event: EV1
pipeline: toy
likelihood:
  minimum frequency: {L1: 30}
  marginalisation: {phase: true}
quality:
  maximum frequency: {H1: 800}
`;

test.concurrent("former spellings, derived values and defaults of the pipeline are told with where they come from", async ({
  expect,
  openProject,
}) => {
  const project = openProject({
    blueprint: frequencies,
    plugins: { toy: toyPlugin("toy", undefined, { toy: { answer: 1, likelihood: { chains: 8, "sample rate": 16 } } }) },
  });
  const shown = await Promise.all([
    show(project, "EV1", "one"),
    // How wide the column of places is depends on where the plugins are.
    show(project, "EV1", "one", "--where", "likelihood").then((text) => text.replaceAll(/ {2,}/g, "  ")),
    show(project, "EV1", "one", "--where", "likelihood.minimum frequency"),
    show(project, "EV1", "one", "--where", "quality.maximum frequency"),
    show(project, "EV1", "one", "--where", "likelihood.maximum frequencies"),
    show(project, "EV1", "one", "--where", "approximant"),
  ]);
  expect(shown.join("\n")).toMatchInlineSnapshot(`
    "$ asimov show EV1 one
    # EV1/one (toy, ready): settings that a build now would take
    # likelihood.marginalization.phase is written as likelihood.marginalisation.phase (analysis one)
    # quality.minimum frequency.L1 is written as likelihood.minimum frequency.L1 (analysis one)
    # quality.maximum frequency.L1 is derived from likelihood.sample rate
    # quality.lowest minimum frequency is derived from quality.minimum frequency
    answer: 42
    likelihood:
      chains: 8
      sample rate: 2048
      marginalization:
        phase: true
    quality:
      minimum frequency:
        H1: 20
        L1: 30
      maximum frequency:
        H1: 800
        L1: 896
      lowest minimum frequency: 20
    event time: 1126259462.4
    interferometers:
      - H1
      - L1
    exit code 0
    $ asimov show EV1 one --where likelihood
    likelihood.marginalization.phase  analysis one  true  blueprint.yaml:19:28 (written as likelihood.marginalisation.phase)  wins
    likelihood.sample rate  project  2048  blueprint.yaml:5:27  wins
    likelihood.chains  defaults of pipeline toy  8  /plugins/toy/package.json  wins
    likelihood.sample rate  defaults of pipeline toy  16  /plugins/toy/package.json  loses to project
    exit code 0
    $ asimov show EV1 one --where likelihood.minimum frequency
    quality.minimum frequency.L1  analysis one  30  blueprint.yaml:18:27 (written as likelihood.minimum frequency.L1)  wins
    quality.minimum frequency.H1  project       20  blueprint.yaml:4:27                                                wins
    quality.minimum frequency.L1  project       20  blueprint.yaml:4:35                                                loses to analysis one
    # likelihood.minimum frequency is a former spelling or home of quality.minimum frequency
    exit code 0
    $ asimov show EV1 one --where quality.maximum frequency
    quality.maximum frequency.H1  analysis one                         800  blueprint.yaml:21:27  wins
    quality.maximum frequency.L1  derived from likelihood.sample rate  896                        wins
    exit code 0
    $ asimov show EV1 one --where likelihood.maximum frequencies
    error SETTING_UNKNOWN  EV1/one
      no layer sets "likelihood.maximum frequencies".
      asimov show EV1/one prints all settings.
    exit code 1
    $ asimov show EV1 one --where approximant
    error SETTING_UNKNOWN  EV1/one
      no layer sets "approximant". approximant is a former spelling or home of waveform.approximant.
      asimov show EV1/one prints all settings.
    exit code 1"
  `);
  expect(await project.json("show", "one", "--where", "quality.maximum frequency")).toMatchInlineSnapshot(`
    [
      {
        "at": {
          "column": 27,
          "file": "/project/blueprint.yaml",
          "line": 21,
        },
        "layer": "analysis one",
        "path": [
          "quality",
          "maximum frequency",
          "H1",
        ],
        "tombstone": false,
        "value": 800,
        "wins": true,
      },
      {
        "from": [
          "likelihood.sample rate",
        ],
        "layer": "derived",
        "path": [
          "quality",
          "maximum frequency",
          "L1",
        ],
        "tombstone": false,
        "value": 896,
        "wins": true,
      },
    ]
  `);
  await project.run("manage", "build");
  const built = await Promise.all([
    show(project, "one", "--attempt", "1", "--where", "quality"),
    show(project, "one", "--where", "likelihood.marginalisation"),
    show(project, "one", "--config"),
  ]);
  expect(built.join("\n")).toMatchInlineSnapshot(`
    "$ asimov show one --attempt 1 --where quality
    quality.minimum frequency.H1      project                                 20   blueprint.yaml:4:27                                                wins
    quality.minimum frequency.L1      analysis one                            30   blueprint.yaml:18:27 (written as likelihood.minimum frequency.L1)  wins
    quality.maximum frequency.H1      analysis one                            800  blueprint.yaml:21:27                                               wins
    quality.maximum frequency.L1      derived from likelihood.sample rate     896                                                                     wins
    quality.lowest minimum frequency  derived from quality.minimum frequency  20                                                                      wins
    exit code 0
    $ asimov show one --where likelihood.marginalisation
    likelihood.marginalization.phase  analysis one  true  blueprint.yaml:19:28 (written as likelihood.marginalisation.phase)  wins
    # likelihood.marginalisation is a former spelling or home of likelihood.marginalization
    exit code 0
    $ asimov show one --config
    # toy
    answer = 42  <- answer: subject EV1 blueprint.yaml:11:9
    exit code 0"
  `);
  const { lineage } = (await project.json("show", "one")) as { readonly lineage: Readonly<Record<string, object>> };
  expect([lineage["/quality/maximum frequency/L1"], lineage["/likelihood/marginalization/phase"], lineage["/likelihood/chains"]])
    .toMatchInlineSnapshot(`
    [
      {
        "from": [
          "likelihood.sample rate",
        ],
        "layer": "derived",
      },
      {
        "at": {
          "column": 28,
          "file": "/project/blueprint.yaml",
          "line": 19,
        },
        "layer": "analysis one",
        "writtenAs": "likelihood.marginalisation.phase",
      },
      {
        "at": {
          "file": "/plugins/toy/package.json",
        },
        "layer": "defaults of pipeline toy",
      },
    ]
  `);
});

test.concurrent("both spellings in one document, as an older ledger may have them, are refused when it is built, and can still be looked at", async ({
  expect,
  openProject,
}) => {
  const project = openProject({ blueprint: `${frequencies}  minimum frequenci: {L1: 40}\nwaveform: {approximant: Y}\napproximanz: X\n` });
  const spelled = (text: unknown): string => String(text).replaceAll("frequenci", "frequency").replaceAll("approximanz", "approximant");
  const ledger = openLedger(project.directory, { command: "test" });
  for (const { id, content, source } of ledger.all("SELECT * FROM analyses")) {
    ledger.change((transaction) => transaction.update("analyses", Number(id), { content: spelled(content), source: spelled(source) }));
  }
  ledger.close();
  expect(await show(project, "one")).toMatchInlineSnapshot(`
    "$ asimov show one
    error SETTINGS_TWO_SPELLINGS  /project/blueprint.yaml:18:3
      "likelihood.minimum frequency" and "quality.minimum frequency" are the same setting, and analysis one has both (/project/blueprint.yaml:18:3 and /project/blueprint.yaml:22:3)
      Keep "quality.minimum frequency", and take "likelihood.minimum frequency" away.
    error SETTINGS_TWO_SPELLINGS  /project/blueprint.yaml:24:14
      "approximant" and "waveform.approximant" are the same setting, and analysis one has both (/project/blueprint.yaml:24:14 and /project/blueprint.yaml:23:25)
      Keep "waveform.approximant", and take "approximant" away.
    exit code 1"
  `);
  expect(await show(project, "one", "--where", "quality.minimum frequency")).toMatchInlineSnapshot(`
    "$ asimov show one --where quality.minimum frequency
    quality.minimum frequency.L1  analysis one  30  blueprint.yaml:18:27 (written as likelihood.minimum frequency.L1)  wins
    quality.minimum frequency.L1  analysis one  40  blueprint.yaml:22:27                                               wins
    quality.minimum frequency.H1  project       20  blueprint.yaml:4:27                                                wins
    quality.minimum frequency.L1  project       20  blueprint.yaml:4:35                                                loses to analysis one
    # these layers don't fit together: SETTINGS_TWO_SPELLINGS: "likelihood.minimum frequency" and "quality.minimum frequency" are the same setting, and analysis one has both (/project/blueprint.yaml:18:3 and /project/blueprint.yaml:22:3)
    # these layers don't fit together: SETTINGS_TWO_SPELLINGS: "approximant" and "waveform.approximant" are the same setting, and analysis one has both (/project/blueprint.yaml:24:14 and /project/blueprint.yaml:23:25)
    exit code 0"
  `);
  expect((await project.run("manage", "build")).code).toBe(3);
  expect(project.query("SELECT * FROM attempts")).toEqual([]);
});
