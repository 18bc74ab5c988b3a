import { findAnalysis } from "@asimov-gw/core/analysis";
import { openLedger } from "@asimov-gw/core/project";

import { blueprint, test, toyPlugin, toySource } from "./support/index.ts";

test.concurrent("an attempt keeps the provided settings that it was built with, and from which attempt", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ frames: "", pe: "" }) });
  const ledger = openLedger(project.directory, { command: "test" });
  const { id } = findAnalysis(ledger, "frames");
  ledger.change((transaction) => {
    const row = { analysis_id: id, number: 1, snapshot: "{}", run_directory: "/run", started: "now", ended: "now", outcome: "finished" };
    const attempt = transaction.insert("attempts", row);
    transaction.insert("provided", { attempt_id: attempt, scope: "subject", content: '{"answer": 54}' });
    transaction.update("analyses", id, { status: "uploaded", reason: "test" });
  });
  ledger.close();
  await project.run("manage", "build");
  expect(await project.show("show", "pe", "--where", "answer")).toMatchInlineSnapshot(`
    "$ asimov show pe --where answer
    answer  provided by EV1/frames, attempt 1  54                      wins
    answer  subject EV1                        42  blueprint.yaml:4:9  loses to provided by EV1/frames, attempt 1
    exit code 0"
  `);
  expect(await project.show("show", "pe", "--config")).toMatchInlineSnapshot(`
    "$ asimov show pe --config
    # toy
    answer = 54  <- answer: provided by EV1/frames, attempt 1
    exit code 0"
  `);
  const snapshot = JSON.parse(String(project.query("SELECT snapshot FROM attempts WHERE analysis_id = 2")[0]!["snapshot"])) as object;
  expect(snapshot).toMatchObject({ providers: [{ address: "EV1/frames", attempt: 1 }], settings: { answer: 54 } });
});

const frames = { data: { "data files": { H1: "/frames/H1.gwf" }, channels: { H1: "H1:STRAIN" } } };

test.concurrent("what a pipeline provides at completion is in the config files of those that need it, with its attempt; a new attempt replaces it", async ({
  expect,
  openProject,
}) => {
  const project = openProject({ blueprint: blueprint({ frames: "", pe: "needs: [frames]", other: "" }) });
  project.fault("frames.collectSettings", `return ${JSON.stringify({ settings: frames })}`);
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(project.statuses()).toEqual({ frames: "uploaded", pe: "uploaded", other: "uploaded" });
  expect(await project.show("show", "pe", "--where", "data")).toMatchInlineSnapshot(`
    "$ asimov show pe --where data
    data.data files.H1  provided by EV1/frames, attempt 1  "/frames/H1.gwf"    wins
    data.channels.H1    provided by EV1/frames, attempt 1  "H1:STRAIN"         wins
    exit code 0"
  `);
  expect(await project.show("show", "pe", "--config")).toMatchInlineSnapshot(`
    "$ asimov show pe --config
    # toy
    answer = 42                           <- answer: subject EV1 blueprint.yaml:4:9
    data-dict = {'H1': '/frames/H1.gwf'}  <- data.data files.H1: provided by EV1/frames, attempt 1
    channel-dict = {'H1': 'H1:STRAIN'}    <- data.channels.H1: provided by EV1/frames, attempt 1
    exit code 0"
  `);
  expect(project.read("checkouts/EV1/analyses/other.ini")).toBe("# toy\nanswer = 42\n");
  expect((await project.show("log", "EV1/frames")).match(/^.*provides settings.*$/gm)).toMatchInlineSnapshot(`
    [
      "TIME  root@HOST  asimov monitor --chain --watch  attempt 1 of EV1/frames: provides settings (data)",
      "TIME  root@HOST  asimov monitor --chain --watch  analysis EV1/frames: status running -> finished (products: out; provides settings: data)",
    ]
  `);

  const channels = { data: { channels: { H1: "H1:CLEAN" } } };
  project.fault("frames.collectSettings", `return ${JSON.stringify([{ settings: channels, scope: "subject" }])}`);
  for (const name of ["frames", "pe", "other"]) {
    await project.run("analysis", "restart", "--yes", name, "--refresh");
    expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  }
  for (const name of ["pe", "other"]) {
    expect(project.read(`checkouts/EV1/analyses/${name}.ini`)).toBe("# toy\nanswer = 42\nchannel-dict = {'H1': 'H1:CLEAN'}\n");
  }
  expect(project.query("SELECT attempt_id, scope FROM provided")).toHaveLength(2);
});

test.concurrent("two that provide one key keep those that need both from being built, and nobody else", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ frames: "", copy: "", pe: "needs: [frames, copy]", one: "needs: [copy]" }) });
  project.fault("frames.collectSettings", `return ${JSON.stringify({ settings: frames })}`);
  project.fault("copy.collectSettings", `return ${JSON.stringify({ settings: { data: { channels: { H1: "H1:COPY" } } } })}`);
  const { code, stdout } = await project.run("monitor", "--chain", "--watch");
  expect(code).toBe(3);
  expect(stdout.match(/^error .*\n(?:  .*\n)*/gm)).toMatchInlineSnapshot(`
    [
      "error SETTINGS_TWO_PROVIDERS  EV1/pe
      "data.channels.H1" is "H1:STRAIN" (provided by EV1/frames, attempt 1) and "H1:COPY" (provided by EV1/copy, attempt 1), and none of the two is above the other
      Say in the analysis itself what counts, or let only one of them provide it.
    ",
    ]
  `);
  expect(project.statuses()).toMatchObject({ pe: "ready", one: "uploaded" });
  await project.run("analysis", "set", "pe", "data.channels.H1=H1:MINE");
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(project.read("checkouts/EV1/analyses/pe.ini")).toContain("channel-dict = {'H1': 'H1:MINE'}\n");
});

test.concurrent("settings that can't be provided are an error of their analysis alone, and what its remedy says mends it", async ({
  expect,
  openProject,
}) => {
  const project = openProject({ blueprint: blueprint({ frames: "", pe: "needs: [frames]", other: "" }) });
  project.fault("frames.collectSettings", `return ${JSON.stringify(frames)}`);
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(3);
  expect(await project.show("report", "status")).toMatchInlineSnapshot(`
    "$ asimov report status
    EV1
      frames  toy  stuck  0 s  PROVIDED_SETTINGS_INVALID: what collectSettings returned can't be provided: "data" stands beside "settings" and "scope", and is neither; "settings" is undefined, not a map
          Its author returns { settings: { data: { channels: { H1: "H1:STRAIN" } } } }. Then: asimov analysis resurrect EV1/frames
      pe      toy  ready  0 s  waits for "frames", which is stuck and needs a person (PROVIDED_SETTINGS_INVALID: what collectSettings returned can...)
      other   toy  uploaded  0 s  results are in /project/results/EV1/other
    exit code 0"
  `);
  // Neither the products nor the status without them.
  expect(project.query("SELECT * FROM assets WHERE path LIKE '%frames%'")).toEqual([]);
  project.fault("frames.collectSettings", `return ${JSON.stringify({ settings: frames })}`);
  await project.run("analysis", "resurrect", "frames");
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(project.read("checkouts/EV1/analyses/pe.ini")).toContain("data-dict = {'H1': '/frames/H1.gwf'}\n");
  expect(project.ran()).toEqual(["frames.A", "other.A", "pe.A"]);
});

test.concurrent("what JSON would change on its way out of the plugin's process is seen in it, and a class without the method provides nothing", async ({
  expect,
  openProject,
}) => {
  const source = (body: string): string => toySource.replace(/async collectSettings\(\).*/, body);
  const plugins = {
    nan: toyPlugin("nan", source("async collectSettings() { return { settings: { answer: Number.NaN } }; }")),
    older: toyPlugin("older", source("get collectSettings() { return undefined; }")),
  };
  const project = openProject({ plugins, blueprint: blueprint({ wrong: "pipeline: nan", fine: "pipeline: older" }) });
  const { stdout } = await project.run("monitor", "--chain", "--watch");
  expect(stdout.match(/^error .*\n(?:  .*\n)*/gm)).toMatchInlineSnapshot(`
    [
      "error PROVIDED_SETTINGS_INVALID  EV1/wrong
      what collectSettings returned can't be provided: "answer" is NaN, which JSON can't say
      Its author returns { settings: { data: { channels: { H1: "H1:STRAIN" } } } }. Then: asimov analysis resurrect EV1/wrong
    ",
    ]
  `);
  expect(project.statuses()).toEqual({ wrong: "stuck", fine: "uploaded" });
});
