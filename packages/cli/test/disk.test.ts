import { chmodSync, existsSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import { blueprint, test, type TestProject } from "./support/index.ts";

interface Use {
  readonly address: string;
  readonly results: number;
  readonly intermediate: number;
  readonly logs: number;
  readonly store: number;
}

test.concurrent("what takes room is told by analysis and kind; links are not followed", { timeout: 180_000 }, async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "", two: "" }) });
  await project.run("monitor", "--chain", "--watch");
  const before = await useOf(project, "one");
  project.write({
    "working/EV1/one/chain.dat": "x".repeat(5000),
    "working/EV1/one/deep/run.log": "y".repeat(300),
    "elsewhere/big": "z".repeat(70_000),
  });
  symlinkSync(join(project.directory, "elsewhere"), join(project.directory, "working/EV1/one/link"));
  const after = await useOf(project, "one");
  expect(after).toMatchObject({ results: 9, store: 9, logs: before.logs + 300 });
  expect(after.intermediate - before.intermediate).toBe(5000 + join(project.directory, "elsewhere").length);
  const whole = (await project.json("disk", "EV1")) as {
    analyses: readonly Use[];
    shared: Readonly<Record<string, number>>;
    free: readonly object[];
  };
  expect(whole.analyses.map(({ address }) => address)).toEqual(["EV1/one", "EV1/two"]);
  expect(whole.shared["checkouts"]).toBeGreaterThan(100);
  const { stdout } = await project.run("disk", "EV1/two");
  expect(
    stdout
      .replaceAll(/\d+(\.\d+)? (k|M|G|T)?B/g, "SIZE")
      .replaceAll(/ {3,}/g, "  ")
      .replaceAll(/on \S+ /g, "on TYPE "),
  ).toMatchInlineSnapshot(`
    "  results  intermediate  logs  store
    EV1/two  SIZE  SIZE  SIZE  SIZE
    analyses shown: SIZE
    of the whole project: checkouts SIZE, trash SIZE, .asimov SIZE
    free: SIZE on TYPE (/project/working)
    "
  `);
});

test.concurrent(
  "below the free space that is asked for nothing is submitted, and what is to be done is said",
  { timeout: 180_000 },
  async ({ expect, openProject }) => {
    const project = openProject({ blueprint: blueprint({ one: "", two: "" }) });
    project.write({ ".asimov/config.yaml": "disk: {minimum free: 1000000 TB}\n" });
    const { code, stdout, stderr } = await project.run("monitor", "--chain");
    expect(code).toBe(4);
    expect(`${stdout}${stderr}`.replaceAll(/\d+(\.\d+)? [kMGT]B are/g, "SIZE are")).toMatchInlineSnapshot(`
    "EV1/one  toy  ready  0 s  DISK_LOW: only SIZE are free on the file system of /project, and nothing is submitted below 1000.0 PB
    EV1/two  toy  ready  0 s  DISK_LOW: only SIZE are free on the file system of /project, and nothing is submitted below 1000.0 PB
    EV1/one: built
    EV1/two: built
    error DISK_LOW  EV1/one
      only SIZE are free on the file system of /project, and nothing is submitted below 1000.0 PB
      Make room: asimov disk tells what takes it. The limit is \`disk: {minimum free}\` in the configuration (asimov config show).
    error DISK_LOW  EV1/two
      only SIZE are free on the file system of /project, and nothing is submitted below 1000.0 PB
      Make room: asimov disk tells what takes it. The limit is \`disk: {minimum free}\` in the configuration (asimov config show).
    "
  `);
    expect([project.query("SELECT * FROM submissions"), existsSync(join(project.directory, "working"))]).toEqual([[], false]);
    project.write({ ".asimov/config.yaml": "disk: {minimum free: 1 kB}\nmonitor: {watch interval: 0.1}\n" });
    expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
    expect(project.statuses()).toEqual({ one: "uploaded", two: "uploaded" });
    project.write({ ".asimov/config.yaml": "disk: {minimum free: much}\n" });
    expect(await project.show("disk")).toMatchInlineSnapshot(`
      "$ asimov disk
      error CONFIG_INVALID  /project/.asimov/config.yaml
        "disk.minimum free" must be a size such as 10 GB, not "much"
        Settings: scheduler, schedulers, administrators, pipelines, filesources, accounting, directories, monitor, credentials, disk, throttle (README, Where programs are installed).
      exit code 1"
    `);
  },
);

test.concurrent(
  "clean moves the files of what has ended to the trash, and nothing that is nowhere else",
  { timeout: 180_000 },
  async ({ expect, openProject }) => {
    const project = openProject({ blueprint: blueprint({ stored: "", offers: "offers: [H1]", bad: "", runs: "" }), config: "  retries: 0" });
    project.fault("bad.A", "fail");
    project.fault("runs.A", "gate");
    while (project.statuses()["bad"] !== "stuck" || project.statuses()["offers"] !== "uploaded" || project.statuses()["stored"] !== "uploaded")
      await project.run("monitor", "--chain");
    expect(await project.show("analysis", "clean", "offers", "runs", "bad")).toMatchInlineSnapshot(`
    "$ asimov analysis clean offers runs bad
    error CLEAN_REFUSED  EV1/offers
      its files stay: these products are not in the store, and others may use them: psds
      asimov analysis clean EV1/offers --intermediate keeps all products.
    error CLEAN_REFUSED  EV1/runs
      its files stay: it is running, and its jobs may use the files
      End it first: asimov analysis stop EV1/runs
    exit code 1"
  `);
    expect(plain(await project.show("analysis", "clean", "stored", "bad", "--dry-run"))).toMatchInlineSnapshot(`
    "$ asimov analysis clean stored bad --dry-run
    EV1/stored  SIZE  6 files
    EV1/bad     SIZE  6 files
    exit code 0"
  `);
    expect(folders(project)).toEqual(["bad", "offers", "runs", "stored"]);
    expect((await project.run("analysis", "clean", "--where", "name: stored", "--where", "name: bad", "--yes")).code).toBe(0);
    expect(folders(project)).toEqual(["offers", "runs"]);
    expect(readdirSync(join(project.directory, ".asimov/trash")).map((name) => name.replace(/-\d{4}.*/, ""))).toEqual(["EV1-bad-1", "EV1-stored-1"]);
    expect(project.read("results/EV1/stored/1/out.txt")).toBe("A of stored\n");
    expect(await project.show("report", "status", "EV1/bad")).toMatchInlineSnapshot(`
    "$ asimov report status EV1/bad
    EV1
      bad  toy  stuck  0 s  node failed: node A failed with exit code 3; see /project/working/EV1/bad/A.err
          the A of bad hit a wall
          Its files are in the trash. To run it from the start: asimov analysis restart EV1/bad --refresh
    exit code 0"
  `);
    expect((await project.run("analysis", "resurrect", "bad")).code).toBe(1);
  },
);

test.concurrent(
  "what finished and is stuck on its way to the store keeps its files, until it is cancelled",
  { timeout: 180_000 },
  async ({ expect, openProject }) => {
    const project = openProject({ blueprint: blueprint({ one: "" }) });
    project.fault("one.storeResults", "throw");
    await project.run("monitor", "--chain", "--watch");
    expect(await project.show("analysis", "clean", "one")).toMatchInlineSnapshot(`
    "$ asimov analysis clean one
    error CLEAN_REFUSED  EV1/one
      its files stay: these products are not in the store, and others may use them: out
    exit code 1"
  `);
    await project.run("analysis", "cancel", "one");
    expect((await project.run("analysis", "clean", "one")).code).toBe(0);
    expect(folders(project)).toEqual([]);
  },
);

test.concurrent("intermediate files go when the store is whole, and all products stay", { timeout: 180_000 }, async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ psd: "offers: [H1]", pe: "needs: [psd]\nstatus: wait" }) });
  await project.run("monitor", "--chain", "--watch");
  project.write({ "working/EV1/psd/a/b/chain.dat": "x".repeat(5000) });
  const stored = join(project.directory, "results/EV1/psd/1/out.txt");
  expect(await project.show("analysis", "clean", "pe", "--intermediate")).toMatchInlineSnapshot(`
    "$ asimov analysis clean pe --intermediate
    error CLEAN_REFUSED  EV1/pe
      its files stay: it has no attempt, and so no files
    exit code 1"
  `);
  chmodSync(stored, 0o644);
  project.write({ "results/EV1/psd/1/out.txt": "A of PSD\n" });
  expect(await project.show("analysis", "clean", "psd", "--intermediate")).toMatchInlineSnapshot(`
    "$ asimov analysis clean psd --intermediate
    error CLEAN_REFUSED  EV1/psd
      its files stay: the store is not whole: EV1/psd/1/out.txt is changed
      asimov store verify EV1/psd
    exit code 1"
  `);
  project.write({ "results/EV1/psd/1/out.txt": "A of psd\n" });
  const { stdout } = await project.run("analysis", "clean", "psd", "--intermediate", "--dry-run", "--json");
  expect(JSON.parse(stdout)).toMatchObject({
    dryRun: true,
    analyses: [{ address: "EV1/psd", kept: expect.arrayContaining([expect.stringContaining("psd-H1")]) as unknown }],
  });
  expect((await project.run("analysis", "clean", "psd", "--intermediate")).code).toBe(0);
  expect(readdirSync(join(project.directory, "working/EV1/psd")).toSorted()).toEqual(["out.txt", "psd-H1.txt"]);
  expect((await project.run("assets", "psd", "--verify")).code).toBe(0);
  const [trash = ""] = readdirSync(join(project.directory, ".asimov/trash"));
  expect(readdirSync(join(project.directory, ".asimov/trash", trash))).toEqual(expect.arrayContaining(["a", "toy.dag"]));
  await project.run("analysis", "release", "pe");
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
});

async function useOf(project: TestProject, name: string): Promise<Use> {
  const { analyses } = (await project.json("disk", `EV1/${name}`)) as { readonly analyses: readonly Use[] };
  return analyses[0]!;
}

function folders(project: TestProject): readonly string[] {
  return readdirSync(join(project.directory, "working/EV1")).toSorted();
}

function plain(text: string): string {
  return text.replaceAll(/\d+(\.\d+)? (k|M|G|T)?B/g, "SIZE");
}
