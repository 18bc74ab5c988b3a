import { dirname } from "node:path";

import { expect, test } from "vitest";

import { analysisDefinition, findAnalysis } from "../../src/analysis/index.ts";
import { expand } from "../../src/blueprint/expand/index.ts";
import { apply, copyAnalysis, parseAssignment, parseBlueprint, type Step } from "../../src/blueprint/index.ts";
import { isOddRunDirectory, saidRunDirectory, type Ledger } from "../../src/ledger/index.ts";
import { directoriesOf } from "../../src/project/index.ts";
import { analysis, applyText, event, installed, ledgerWith, projectAnalysis } from "../support/project.ts";
import { refusal } from "../support/refusal.ts";

const inDirectory = (name: string, rundir: string, subject?: string): string => analysis(name, `rundir: ${rundir}\n`, subject);

/** Whole errors of applying `text`; what is in the project begins with `/work`. */
function told(ledger: Ledger, text: string): Promise<string> {
  return refusal(() => applyText(ledger, text), dirname(dirname(ledger.file)));
}

test("a directory to run in is never one that holds, or is inside of, what others have", async () => {
  const ledger = ledgerWith(event("GW1") + event("GW2") + analysis("psd") + inDirectory("pe", "runs/pe"));
  const places = [
    "working",
    ".",
    "..",
    "working/GW1",
    "working/GW2",
    "working/project-analyses",
    "working/GW1/psd",
    "working/GW1/psd/inner",
    "runs",
    "runs/../runs/pe/",
    "runs/pe/inner",
    "checkouts",
    "checkouts/GW1",
    "results/x",
    "logs/x",
    ".asimov/x",
  ];
  const errors: string[] = [];
  for (const place of places) errors.push(`${place}: ${await told(ledger, inDirectory("mine", place, "GW2"))}`);
  expect(errors.join("\n")).toMatchInlineSnapshot(`
    "working: RUN_DIRECTORY_RESERVED /work/blueprint.yaml:6:9
      GW2/mine would run in working, which holds the run directories of others
      Take its rundir out, and it runs in working/GW2/mine; or name a directory that is nobody's, such as rundir: runs/GW2/mine
    .: RUN_DIRECTORY_RESERVED /work/blueprint.yaml:6:9
      GW2/mine would run in /work, which holds the whole project
      Take its rundir out, and it runs in working/GW2/mine; or name a directory that is nobody's, such as rundir: runs/GW2/mine
    ..: RUN_DIRECTORY_RESERVED /work/blueprint.yaml:6:9
      GW2/mine would run in /, which holds the whole project
      Take its rundir out, and it runs in working/GW2/mine; or name a directory that is nobody's, such as rundir: runs/GW2/mine
    working/GW1: RUN_DIRECTORY_RESERVED /work/blueprint.yaml:6:9
      GW2/mine would run in working/GW1, which holds the run directories of others
      Take its rundir out, and it runs in working/GW2/mine; or name a directory that is nobody's, such as rundir: runs/GW2/mine
    working/GW2: RUN_DIRECTORY_RESERVED /work/blueprint.yaml:6:9
      GW2/mine would run in working/GW2, which holds the run directories of others
      Take its rundir out, and it runs in working/GW2/mine; or name a directory that is nobody's, such as rundir: runs/GW2/mine
    working/project-analyses: RUN_DIRECTORY_RESERVED /work/blueprint.yaml:6:9
      GW2/mine would run in working/project-analyses, which holds the run directories of others
      Take its rundir out, and it runs in working/GW2/mine; or name a directory that is nobody's, such as rundir: runs/GW2/mine
    working/GW1/psd: RUN_DIRECTORY_SHARED /work/blueprint.yaml:6:9
      GW2/mine would run in working/GW1/psd, where GW1/psd runs
      Take its rundir out, and it runs in working/GW2/mine; or name a directory that is nobody's, such as rundir: runs/GW2/mine
    working/GW1/psd/inner: RUN_DIRECTORY_SHARED /work/blueprint.yaml:6:9
      GW2/mine would run in working/GW1/psd/inner, inside of working/GW1/psd, where GW1/psd runs
      Take its rundir out, and it runs in working/GW2/mine; or name a directory that is nobody's, such as rundir: runs/GW2/mine
    runs: RUN_DIRECTORY_SHARED /work/blueprint.yaml:6:9
      GW2/mine would run in runs, around runs/pe, where GW1/pe runs
      Take its rundir out, and it runs in working/GW2/mine; or name a directory that is nobody's, such as rundir: runs/GW2/mine
    runs/../runs/pe/: RUN_DIRECTORY_SHARED /work/blueprint.yaml:6:9
      GW2/mine would run in runs/pe, where GW1/pe runs
      Take its rundir out, and it runs in working/GW2/mine; or name a directory that is nobody's, such as rundir: runs/GW2/mine
    runs/pe/inner: RUN_DIRECTORY_SHARED /work/blueprint.yaml:6:9
      GW2/mine would run in runs/pe/inner, inside of runs/pe, where GW1/pe runs
      Take its rundir out, and it runs in working/GW2/mine; or name a directory that is nobody's, such as rundir: runs/GW2/mine
    checkouts: RUN_DIRECTORY_RESERVED /work/blueprint.yaml:6:9
      GW2/mine would run in checkouts, and checkouts is for something else
      Take its rundir out, and it runs in working/GW2/mine; or name a directory that is nobody's, such as rundir: runs/GW2/mine
    checkouts/GW1: RUN_DIRECTORY_RESERVED /work/blueprint.yaml:6:9
      GW2/mine would run in checkouts/GW1, and checkouts is for something else
      Take its rundir out, and it runs in working/GW2/mine; or name a directory that is nobody's, such as rundir: runs/GW2/mine
    results/x: RUN_DIRECTORY_RESERVED /work/blueprint.yaml:6:9
      GW2/mine would run in results/x, and results is for something else
      Take its rundir out, and it runs in working/GW2/mine; or name a directory that is nobody's, such as rundir: runs/GW2/mine
    logs/x: RUN_DIRECTORY_RESERVED /work/blueprint.yaml:6:9
      GW2/mine would run in logs/x, and logs is for something else
      Take its rundir out, and it runs in working/GW2/mine; or name a directory that is nobody's, such as rundir: runs/GW2/mine
    .asimov/x: RUN_DIRECTORY_RESERVED /work/blueprint.yaml:6:9
      GW2/mine would run in .asimov/x, and .asimov is for something else
      Take its rundir out, and it runs in working/GW2/mine; or name a directory that is nobody's, such as rundir: runs/GW2/mine"
  `);
});

test("a directory of one's own is allowed wherever it is", () => {
  const ledger = ledgerWith(event("GW1") + analysis("psd") + inDirectory("pe", "working/GW1/pe"));
  const places = ["working/GW1/other", "working/GW1/psd-2", "working/GW1/ps", "elsewhere", "/scratch/runs", "working/flat"];
  applyText(ledger, places.map((place, index) => inDirectory(`pe${index}`, place)).join(""));
  applyText(ledger, projectAnalysis("joint", "subjects: [GW1]\nworking_directory: joint\n"));
  // Again, and changed otherwise.
  const again = applyText(ledger, inDirectory("pe0", places[0]!) + analysis("psd", "data: {a: 1}\n"), { update: true });
  expect(again.map(({ action }) => action)).toEqual(["unchanged", "update"]);
});

test.each(["rundir", "working directory", "working_directory"])("a project analysis says by %s where it runs", async (key) => {
  const ledger = ledgerWith(event("GW1") + projectAnalysis("joint", `subjects: [GW1]\n${key}: runs/joint\n`));
  expect(await told(ledger, inDirectory("pe", "runs/joint"))).toContain("GW1/pe would run in runs/joint, where project:joint runs");
});

test("documents of one file are compared with each other, and what is at its usual place with what others name", async () => {
  const ledger = ledgerWith(event("GW1") + inDirectory("pe", "working/GW1/later"));
  expect(await told(ledger, analysis("later"))).toMatchInlineSnapshot(`
    "RUN_DIRECTORY_SHARED /work/blueprint.yaml:3:7
      GW1/later would run in working/GW1/later, where GW1/pe runs
      Give GW1/pe another rundir, or this one a rundir of its own."
  `);
  expect(await told(ledger, inDirectory("a", "x/y") + inDirectory("b", "x/y/z") + projectAnalysis("c", "subjects: [GW1]\nworking_directory: x\n")))
    .toMatchInlineSnapshot(`
    "RUN_DIRECTORY_SHARED /work/blueprint.yaml:12:9
      GW1/b would run in x/y/z, inside of x/y, where GW1/a runs
      Take its rundir out, and it runs in working/GW1/b; or name a directory that is nobody's, such as rundir: runs/GW1/b
    RUN_DIRECTORY_SHARED /work/blueprint.yaml:18:20
      project:c would run in x, around x/y, where GW1/a runs
      Take its rundir out, and it runs in working/project-analyses/c; or name a directory that is nobody's, such as rundir: runs/project-analyses/c"
  `);
  expect(await told(ledger, event("GW2") + inDirectory("outer", "working/GW2", "GW2") + analysis("inner", "", "GW2"))).toMatchInlineSnapshot(`
    "RUN_DIRECTORY_RESERVED /work/blueprint.yaml:9:9
      GW2/outer would run in working/GW2, which holds the run directories of others
      Take its rundir out, and it runs in working/GW2/outer; or name a directory that is nobody's, such as rundir: runs/GW2/outer"
  `);
  // What moves away makes room.
  applyText(ledger, inDirectory("pe", "x/pe") + analysis("later"), { update: true });
});

test("a strategy whose analyses would share a directory says what to write", async () => {
  const ledger = ledgerWith(event("GW1"));
  const text = (rundir: string): string =>
    analysis('"pe-{waveform.approximant}"', `rundir: "${rundir}"\nstrategy: {waveform.approximant: [A, B, C]}\n`);
  const strategy = (rundir: string): readonly Step[] => {
    const documents = expand(parseBlueprint(text(rundir), "/work/blueprint.yaml"), () => ({ documents: [] }));
    return apply(ledger, documents, { installed });
  };
  expect(await refusal(() => strategy("runs/pe"), dirname(dirname(ledger.file)))).toMatchInlineSnapshot(`
    "RUN_DIRECTORY_SHARED /work/blueprint.yaml:6:9
      GW1/pe-B would run in runs/pe, where GW1/pe-A runs
      One document makes both: put what differs between them into its rundir, as into the name (rundir: runs/{waveform.approximant}); or take it out.
    RUN_DIRECTORY_SHARED /work/blueprint.yaml:6:9
      GW1/pe-C would run in runs/pe, where GW1/pe-A runs
      One document makes both: put what differs between them into its rundir, as into the name (rundir: runs/{waveform.approximant}); or take it out."
  `);
  strategy("runs/{waveform.approximant}");
});

test("what the ledger has that is wrong already keeps nobody from changing something else", async () => {
  const ledger = ledgerWith(event("GW1") + analysis("inner") + inDirectory("outer", "runs/outer"));
  // As an earlier version applied it.
  const { id } = findAnalysis(ledger, "outer");
  const content = { ...analysisDefinition(ledger, id).content, rundir: "working/GW1" };
  ledger.change((transaction) => transaction.update("analyses", id, { content: JSON.stringify(content) }));
  applyText(ledger, analysis("inner", "data: {a: 1}\n"), { update: true });
  expect(await told(ledger, analysis("other"))).toMatchInlineSnapshot(`
    "RUN_DIRECTORY_SHARED /work/blueprint.yaml:3:7
      GW1/other would run in working/GW1/other, inside of working/GW1, where GW1/outer runs
      Give GW1/outer another rundir, or this one a rundir of its own."
  `);
  applyText(ledger, inDirectory("outer", "runs/elsewhere"), { update: true });
});

test("directories that the configuration names are those that count", async () => {
  const ledger = ledgerWith(event("GW1") + analysis("psd"));
  const directories = directoriesOf(dirname(dirname(ledger.file)), { working: "runs", checkouts: "git", results: "store", logs: "logs" });
  for (const [place, code] of [
    ["runs/GW1/psd", "RUN_DIRECTORY_SHARED"],
    ["git/x", "RUN_DIRECTORY_RESERVED"],
    ["working/GW1/psd", "no error"],
  ] as const)
    expect([place, await refusal(() => applyText(ledger, inDirectory("pe", place), { directories }))]).toEqual([
      place,
      expect.stringContaining(code),
    ]);
});

test("a copy runs in a directory of its own", () => {
  const ledger = ledgerWith(event("GW1") + inDirectory("pe", "runs/pe"));
  const copy = (to: string, ...set: readonly string[]): readonly string[] =>
    copyAnalysis(ledger, findAnalysis(ledger, "pe"), to, set.map(parseAssignment), { installed, command: "asimov copy" }).flatMap(
      ({ notes }) => notes,
    );
  const rundir = (name: string): unknown => analysisDefinition(ledger, findAnalysis(ledger, name).id).content["rundir"];
  expect(copy("two")).toEqual(["the directory that GW1/pe runs in is not copied; to name one: --set rundir=DIR"]);
  expect(copy("three", "rundir=runs/three")).toEqual([]);
  expect([rundir("two"), rundir("three")]).toEqual([undefined, "runs/three"]);
});

test("who names a directory is found without reading all others", () => {
  const ledger = ledgerWith(event("GW1"));
  const plan = (condition: string): unknown => ledger.all(`EXPLAIN QUERY PLAN SELECT * FROM analyses WHERE ${condition}`).map(({ detail }) => detail);
  expect([
    plan(`${saidRunDirectory} IN (SELECT value FROM json_each('[]'))`),
    plan(`${saidRunDirectory} > 'a/' AND ${saidRunDirectory} < 'a0'`),
    plan(`${saidRunDirectory} IS NOT NULL`),
    plan(isOddRunDirectory),
  ]).toMatchInlineSnapshot(`
    [
      [
        "SEARCH analyses USING INDEX analyses_by_rundir (<expr>=?)",
        "LIST SUBQUERY 1",
        "SCAN json_each VIRTUAL TABLE INDEX 1:",
      ],
      [
        "SEARCH analyses USING INDEX analyses_by_rundir (<expr>>? AND <expr><?)",
      ],
      [
        "SCAN analyses USING INDEX analyses_by_rundir",
      ],
      [
        "SCAN analyses USING INDEX analyses_by_odd_rundir",
      ],
    ]
  `);
});

test("a directory is the same however it is spelled", async () => {
  const ledger = ledgerWith(event("GW1"));
  const project = dirname(dirname(ledger.file));
  const spellings = ["runs/pe", "./runs/pe", "runs//pe/", "runs/x/../pe", `${project}/runs/pe`, `${project}/./runs/pe/.`];
  for (const [index, first] of spellings.entries()) {
    applyText(ledger, inDirectory("first", first), { update: index > 0 });
    for (const second of [...spellings, "runs", "runs/pe/in", `${project}/runs/pe/in/`])
      expect([first, second, await told(ledger, inDirectory("second", second))]).toEqual([first, second, expect.stringContaining("SHARED")]);
    for (const second of ["runs/pe2", "runs/p", "run", "runs/pe.d"]) applyText(ledger, inDirectory("second", second), { update: true });
    ledger.change((transaction) => transaction.remove("analyses", findAnalysis(ledger, "second").id));
  }
});
