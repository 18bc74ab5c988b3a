import { mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";

import { describe, expect, onTestFinished, test, vi } from "vitest";

import { analysisDefinition, findAnalysis } from "../../src/analysis/index.ts";
import { expand } from "../../src/blueprint/expand/index.ts";
import { apply, copyAnalysis, parseAssignment, parseBlueprint, type Step } from "../../src/blueprint/index.ts";
import { isOddRunDirectory, Ledger, saidRunDirectory } from "../../src/ledger/index.ts";
import { directoriesOf } from "../../src/project/index.ts";
import { openLedger } from "../support/ledger.ts";
import { analysis, applyText, event, installed, ledgerWith, projectAnalysis } from "../support/project.ts";
import { refusal } from "../support/refusal.ts";
import { directoryWith } from "../support/tree.ts";

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
  const directories = directoriesOf(dirname(dirname(ledger.file)), {
    working: "runs",
    checkouts: "git",
    results: "store",
    logs: "logs",
    pages: "web",
  });
  for (const [place, code] of [
    ["runs/GW1/psd", "RUN_DIRECTORY_SHARED"],
    ["git/x", "RUN_DIRECTORY_RESERVED"],
    ["web/x", "RUN_DIRECTORY_RESERVED"],
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

describe("through symbolic links", () => {
  /** A ledger whose project has these links, by their paths in it, and these directories. */
  function linked(links: Readonly<Record<string, string>>, made: readonly string[], ...texts: readonly string[]): Ledger {
    const project = directoryWith({ ".asimov/config.yaml": "" });
    const file = join(project, ".asimov/ledger.db");
    Ledger.create(file, { id: "0123456789ab", name: "test" });
    const ledger = openLedger(file);
    for (const text of [event("GW1"), ...texts]) applyText(ledger, text);
    for (const path of made) mkdirSync(join(project, path), { recursive: true });
    for (const [path, target] of Object.entries(links)) symlinkSync(target, join(project, path));
    return ledger;
  }

  test("a directory is what it is in truth", async () => {
    const links = { w: "working", outside: "/", later: "not/yet" };
    const ledger = linked(links, ["working", "runs"], analysis("psd") + inDirectory("pe", "runs/pe") + inDirectory("next", "not/yet/pe"));
    const errors: string[] = [];
    for (const place of ["w", "w/GW1", "w/GW1/psd", "w/GW1/psd/in", "outside", "later/pe", "later"])
      errors.push(`${place}: ${(await told(ledger, inDirectory("mine", place))).split("\n").slice(0, 2).join("\n")}`);
    expect(errors.join("\n")).toMatchInlineSnapshot(`
      "w: RUN_DIRECTORY_RESERVED /work/blueprint.yaml:6:9
        GW1/mine would run in w (a link leads to working), which holds the run directories of others
      w/GW1: RUN_DIRECTORY_RESERVED /work/blueprint.yaml:6:9
        GW1/mine would run in w/GW1 (a link leads to working/GW1), which holds the run directories of others
      w/GW1/psd: RUN_DIRECTORY_SHARED /work/blueprint.yaml:6:9
        GW1/mine would run in w/GW1/psd (a link leads to working/GW1/psd), where GW1/psd runs
      w/GW1/psd/in: RUN_DIRECTORY_SHARED /work/blueprint.yaml:6:9
        GW1/mine would run in w/GW1/psd/in (a link leads to working/GW1/psd/in), inside of working/GW1/psd, where GW1/psd runs
      outside: RUN_DIRECTORY_RESERVED /work/blueprint.yaml:6:9
        GW1/mine would run in outside (a link leads to /), which holds the whole project
      later/pe: RUN_DIRECTORY_SHARED /work/blueprint.yaml:6:9
        GW1/mine would run in later/pe (a link leads to not/yet/pe), where GW1/next runs
      later: RUN_DIRECTORY_SHARED /work/blueprint.yaml:6:9
        GW1/mine would run in later (a link leads to not/yet), around not/yet/pe, where GW1/next runs"
    `);
    for (const place of ["w/GW1/other", "later/other"]) applyText(ledger, inDirectory("mine", place), { update: true });
    expect(await told(ledger, inDirectory("second", "not/yet/other/in"))).toContain("RUN_DIRECTORY_SHARED");
    expect(await told(ledger, projectAnalysis("joint", "subjects: [GW1]\nworking directory: not/yet/other\n"))).toContain("RUN_DIRECTORY_SHARED");
  });

  test.each([
    ["the working directory", "working", "."],
    ["the directory of an event", "working/GW1", "GW1"],
    ["the directory of an analysis", "working/GW1/psd", "GW1/psd"],
  ])("%s may be on another disk", async (_, path, rest) => {
    const disk = directoryWith();
    mkdirSync(join(disk, rest), { recursive: true });
    const ledger = linked({ [path]: join(disk, rest) }, path === "working" ? [] : [dirname(path)], analysis("psd"));
    expect(await told(ledger, inDirectory("mine", join(disk, "GW1/psd")))).toContain("where GW1/psd runs");
    expect(await told(ledger, inDirectory("mine", join(disk, "GW1/psd/in")))).toContain("where GW1/psd runs");
    expect(await told(ledger, inDirectory("mine", disk))).toMatch(/RUN_DIRECTORY_(SHARED|RESERVED)/);
    applyText(ledger, inDirectory("mine", join(disk, "GW1/mine")));
  });

  test("one that others name is on another disk", async () => {
    const disk = join(directoryWith({ "disk/taken.txt": "" }), "disk");
    const ledger = linked({ runs: disk }, [], inDirectory("pe", "runs/pe"));
    expect(await told(ledger, inDirectory("mine", join(disk, "pe")))).toContain("where GW1/pe runs");
    expect(await told(ledger, inDirectory("mine", dirname(disk)))).toContain("where GW1/pe runs");
    applyText(ledger, inDirectory("mine", join(disk, "mine")));
    expect(await told(ledger, inDirectory("third", "runs/mine"))).toContain("where GW1/mine runs");
  });

  test("the project is the same under each of its names", async () => {
    const ledger = linked({}, [], analysis("psd"));
    const project = dirname(dirname(ledger.file));
    const other = join(directoryWith(), "link");
    symlinkSync(project, other);
    const directories = directoriesOf(other);
    for (const place of [project, other].flatMap((root) => [join(root, "working/GW1/psd"), join(root, "working/GW1"), root]))
      for (const options of [{}, { directories }])
        expect(await refusal(() => applyText(ledger, inDirectory("mine", place), options))).toMatch(/RUN_DIRECTORY_(SHARED|RESERVED)/);
    applyText(ledger, inDirectory("mine", join(other, "runs/mine")));
    expect(await refusal(() => applyText(ledger, inDirectory("second", "runs/mine"), { directories }))).toContain("where GW1/mine runs");
  });
});

test("a home directory is not written as in a shell", async () => {
  const ledger = ledgerWith(event("GW1"));
  const joint = projectAnalysis("joint", 'subjects: [GW1]\nworking directory: "~/x"\n');
  vi.stubEnv("HOME", "/home/me");
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(await told(ledger, inDirectory("pe", '"~/x"') + inDirectory("pe2", "~marie/x") + joint)).toMatchInlineSnapshot(`
    "RUN_DIRECTORY_HOME /work/blueprint.yaml:6:9
      rundir is ~/x: "~" is not read as a home directory here
      Write the absolute path: rundir: /home/me/x; a directory of the project that is really called so is ./~/x
    RUN_DIRECTORY_HOME /work/blueprint.yaml:12:9
      rundir is ~marie/x: "~" is not read as a home directory here
      Write the absolute path: rundir: /home/NAME/...; a directory of the project that is really called so is ./~marie/x
    RUN_DIRECTORY_HOME /work/blueprint.yaml:18:20
      working directory is ~/x: "~" is not read as a home directory here
      Write the absolute path: working directory: /home/me/x; a directory of the project that is really called so is ./~/x"
  `);
});
