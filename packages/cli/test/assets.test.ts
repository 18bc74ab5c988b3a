import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { blueprint, test, toyPlugin, toyWith } from "./support/index.ts";

test.concurrent("the assets of an analysis are listed, and whether they still are what was recorded", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ psd: "offers: [H1, L1]", later: "needs: [psd]\nstatus: wait" }) });
  await project.run("monitor", "--chain", "--watch");
  expect(await project.show("assets", "EV1/psd")).toMatchInlineSnapshot(`
    "$ asimov assets EV1/psd
    out       9 B  b7a6b151b3aa  there  /project/working/EV1/psd/out.txt
    psds  H1  9 B  2f271cc6bf31  there  /project/working/EV1/psd/psd-H1.txt
    psds  L1  9 B  2f271cc6bf31  there  /project/working/EV1/psd/psd-L1.txt
    exit code 0"
  `);
  expect(await project.json("assets", "EV1", "psd", "--verify")).toMatchObject([
    { name: "out", key: "", state: "unchanged" },
    { name: "psds", key: "H1", state: "unchanged" },
    { name: "psds", key: "L1", state: "unchanged" },
  ]);
  writeFileSync(join(project.directory, "working/EV1/psd/psd-H1.txt"), "20 2e-46\n");
  rmSync(join(project.directory, "working/EV1/psd/psd-L1.txt"));
  expect(await project.show("assets", "psd", "--verify")).toMatchInlineSnapshot(`
    "$ asimov assets psd --verify
    out       9 B  b7a6b151b3aa  unchanged  /project/working/EV1/psd/out.txt
    psds  H1  9 B  2f271cc6bf31  changed    /project/working/EV1/psd/psd-H1.txt
    psds  L1  9 B  2f271cc6bf31  missing    /project/working/EV1/psd/psd-L1.txt
    exit code 1"
  `);
  expect(await project.show("assets", "EV1")).toMatchInlineSnapshot(`
    "$ asimov assets EV1
    error ANALYSIS_MISSING
      "EV1" is an event, and assets are of one analysis
      asimov assets EV1 ANALYSIS, or asimov show EV1 for their names
    exit code 2"
  `);
  expect(await project.show("assets", "later")).toMatchInlineSnapshot(`
    "$ asimov assets later
    error NO_ASSETS  EV1/later
      it is wait: no attempt of it has finished, and assets are recorded then
    exit code 1"
  `);
  expect(await project.show("assets", "psd", "--attempt", "3")).toMatchInlineSnapshot(`
    "$ asimov assets psd --attempt 3
    error ATTEMPT_UNKNOWN  EV1/psd
      it has no attempt 3
      asimov log tells which it has.
    exit code 1"
  `);
});

test.concurrent("a product that vanished or changed keeps those that need it from being built, and names who made it", async ({
  expect,
  openProject,
}) => {
  const project = openProject({ blueprint: blueprint({ psd: "offers: [H1, L1]", pe: "needs: [psd]\nstatus: wait", built: "needs: [psd]" }) });
  await project.run("monitor", "--chain");
  while (project.statuses()["psd"] !== "uploaded") await project.run("monitor", "EV1/psd");
  await project.run("manage", "build");
  const [h1, l1] = ["psd-H1.txt", "psd-L1.txt"].map((name) => join(project.directory, "working/EV1/psd", name));
  writeFileSync(h1!, "longer than it was\n");
  rmSync(l1!);
  await project.run("analysis", "release", "pe");
  expect(await project.show("manage", "build", "submit")).toMatchInlineSnapshot(`
    "$ asimov manage build submit
    error ASSET_CHANGED  EV1/pe
      asset "psds" (H1) of EV1/psd: /project/working/EV1/psd/psd-H1.txt has 19 bytes; it had 9 when EV1/psd finished
      Put the file back, or make it again: asimov analysis restart EV1/psd
    error ASSET_GONE  EV1/pe
      asset "psds" (L1) of EV1/psd: /project/working/EV1/psd/psd-L1.txt is not there any more
      Put the file back, or make it again: asimov analysis restart EV1/psd
    error ASSET_CHANGED  EV1/built
      asset "psds" (H1) of EV1/psd: /project/working/EV1/psd/psd-H1.txt has 19 bytes; it had 9 when EV1/psd finished
      Put the file back, or make it again: asimov analysis restart EV1/psd
    error ASSET_GONE  EV1/built
      asset "psds" (L1) of EV1/psd: /project/working/EV1/psd/psd-L1.txt is not there any more
      Put the file back, or make it again: asimov analysis restart EV1/psd
    exit code 3"
  `);
  expect(project.statuses()).toEqual({ psd: "uploaded", pe: "ready", built: "ready" });
  for (const file of [h1!, l1!]) writeFileSync(file, "20 1e-46\n");
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(project.statuses()).toEqual({ psd: "uploaded", pe: "uploaded", built: "uploaded" });
});

test.concurrent("it is told whose run directory an asset lies in now, if that is another one's", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  await project.run("monitor", "--chain", "--watch");
  await project.run("delete", "EV1/one", "--yes");
  project.write({ "two.yaml": "kind: analysis\nname: two\nevent: EV1\npipeline: toy\nrundir: working/EV1/one\n" });
  await project.run("apply", "-f", "two.yaml");
  await project.run("monitor", "--chain", "--watch");
  await project.run("trash", "restore", "EV1/one");
  expect(await project.show("assets", "EV1/one")).toMatchInlineSnapshot(`
    "$ asimov assets EV1/one
    out    9 B  81804da4ff40  there  /project/working/EV1/one/out.txt  where EV1/two runs now
    exit code 0"
  `);
  expect(await project.json("assets", "EV1/one")).toMatchObject([{ name: "out", inRunDirectoryOf: "EV1/two" }]);
  expect(await project.json("assets", "EV1/two")).not.toMatchObject([{ inRunDirectoryOf: expect.anything() }]);
});

test.concurrent("a product that is gone is taken from the store where that has it", async ({ expect, openProject }) => {
  const source = toyWith(`get psdFiles() { return this.analysis.inputs.out; }`).replace(/ {2}get psdFiles\(\) \{\n.*\n {2}\}\n/, "");
  const project = openProject({ plugins: { toy: toyPlugin("toy", source) }, blueprint: blueprint({ one: "", two: "needs: [one]\nstatus: wait" }) });
  await project.run("monitor", "--chain", "--watch");
  rmSync(join(project.directory, "working/EV1/one/out.txt"));
  await project.run("analysis", "release", "two");
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(project.read("checkouts/EV1/analyses/two.ini")).toContain(`psds = ${project.directory}/results/EV1/one/1/out.txt`);
});

test.concurrent("a name that two needed analyses offer is refused where one is asked for, and only then", async ({ expect, openProject }) => {
  const source = toyWith(`get psdFiles() { return JSON.stringify(this.analysis.inputs[this.analysis.settings.wants]); }`).replace(
    / {2}get psdFiles\(\) \{\n.*\n {2}\}\n/,
    "",
  );
  const both = {
    one: "wants: none",
    two: "wants: none\noffers: [H1]",
    asks: "needs: [one, two]\nwants: out",
    fine: "needs: [one, two]\nwants: psds",
  };
  const project = openProject({ plugins: { toy: toyPlugin("toy", source) }, blueprint: blueprint(both) });
  const { code, stdout } = await project.run("monitor", "--chain", "--watch");
  expect(code).toBe(3);
  expect(stdout.match(/^error .*\n(?: {2}.*\n)*/gm)).toMatchInlineSnapshot(`
    [
      "error ASSET_AMBIGUOUS  EV1/asks
      EV1/one and EV1/two offer "out", and a single one is asked for
      Need only one of them.
    ",
    ]
  `);
  expect(project.statuses()).toMatchObject({ asks: "ready", fine: "uploaded" });
});

test.concurrent("products that can't be used are told all at once, and nothing is recorded", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  project.write({ "outside.txt": "", "fine.txt": "fine" });
  const returned = { out: "gone.txt", empty: "../../../outside.txt", folder: ".", fine: "../../../fine.txt" };
  project.fault("one.collectAssets", `return ${JSON.stringify(returned)}`);
  await project.run("monitor", "--chain", "--watch");
  expect(await project.show("report", "status")).toMatchInlineSnapshot(`
    "$ asimov report status
    EV1
      one  toy  stuck  0 s  ASSET_MISSING: asset "out": there is no file /project/working/EV1/one/gone.txt; asset "empty": /project/outside.txt is empty; asset "folder": /project/working/EV1/one is not a file
          Mend the cause, then: asimov analysis resurrect EV1/one
    exit code 0"
  `);
  expect(project.query("SELECT * FROM assets")).toEqual([]);
});
