import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, statfsSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { catalogue, threeEvents } from "./support/catalogue.ts";
import { blueprint, isSuperuser, test, until, type TestProject } from "./support/index.ts";

/** Does `work` with a small file system of its own below `project`. */
async function withSmallDisk(project: TestProject, work: (disk: string) => Promise<void>): Promise<void> {
  const disk = join(project.root, "disk");
  mkdirSync(disk);
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=3m", "tmpfs", disk]);
  try {
    await work(disk);
  } finally {
    execFileSync("umount", [disk]);
  }
}

function fill(disk: string, leave: number): void {
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, "filler"), Buffer.alloc(bavail * bsize - leave));
}

test.runIf(isSuperuser)(
  "a full disk: the command says so, nothing is half done, and the ledger opens",
  { timeout: 180_000 },
  async ({ expect, openProject }) => {
    const project = openProject();
    await withSmallDisk(project, async (disk) => {
      const inside = (...args: readonly string[]): Promise<string> => project.show("-C", "../disk", ...args);
      project.write({ "three.yaml": catalogue(3), "changed.yaml": threeEvents(1), "large.yaml": `${catalogue(3)}---\n${large(40)}` });
      await inside("init", "small");
      await inside("apply", "-f", "../project/three.yaml");
      const ledger = join(disk, ".asimov/ledger.db");
      const before = contents(ledger);
      for (const [leave, command] of [
        [4096, ["apply", "-f", "../project/changed.yaml", "--update"]],
        [300_000, ["apply", "-f", "../project/large.yaml"]],
        [0, ["analysis", "restart", "--yes", "EV1/pe"]],
        [8192, ["backup"]],
      ] as const) {
        fill(disk, leave);
        const said = await inside(...command);
        expect([said.includes("error LEDGER_DISK_FULL"), said.endsWith("exit code 1")]).toEqual([true, true]);
        expect(await inside("report", "status")).toContain("exit code 0");
        rmSync(join(disk, "filler"));
        expect(contents(ledger)).toEqual(before);
        expect(await inside("ledger", "check")).toContain("sound");
      }
      fill(disk, 0);
      expect(await inside("apply", "-f", "../project/changed.yaml", "--update")).toMatchInlineSnapshot(`
      "$ asimov -C ../disk apply -f ../project/changed.yaml --update
      error LEDGER_DISK_FULL  /sandbox/disk/.asimov/ledger.db
        the disk is full; the change was not made, and the ledger is as it was
        Make room on the file system that /sandbox/disk/.asimov is on, then run the same command again.
      exit code 1"
    `);
      rmSync(join(disk, "filler"));
      expect(await inside("apply", "-f", "../project/changed.yaml", "--update")).toContain("exit code 0");
    });
  },
);

test.runIf(isSuperuser)(
  "a full disk below results changes no status, and the next pass goes on when there is room",
  { timeout: 180_000 },
  async ({ expect, openProject }) => {
    const project = openProject({ blueprint: blueprint({ one: "" }) });
    await withSmallDisk(project, async (disk) => {
      mkdirSync(join(disk, "results"));
      symlinkSync(join(disk, "results"), join(project.directory, "results"));
      await project.run("manage", "build", "submit");
      await until(() => project.ran().length === 1);
      fill(disk, 0);
      while (project.statuses()["one"] === "running") await project.run("monitor");
      expect(await project.show("monitor")).toMatchInlineSnapshot(`
        "$ asimov monitor
        EV1/one  toy  finished  0 s  SYSTEM_REFUSED: ENOSPC: no space left on device, write
        error SYSTEM_REFUSED  EV1/one
          ENOSPC: no space left on device, write
          Make room on that file system (asimov disk shows what takes it), and the next pass goes on.
        exit code 3"
      `);
      expect(project.statuses()).toEqual({ one: "finished" });
      rmSync(join(disk, "filler"));
      expect((await project.run("monitor")).code).toBe(0);
      expect(project.statuses()).toEqual({ one: "uploaded" });
      expect(project.ran()).toEqual(["one.A"]);
    });
  },
);

test.runIf(isSuperuser)(
  "a full disk below run directories: nothing is submitted, and the same command goes on when there is room",
  { timeout: 180_000 },
  async ({ expect, openProject }) => {
    const project = openProject({ blueprint: blueprint({ one: "" }) });
    await withSmallDisk(project, async (disk) => {
      mkdirSync(join(disk, "working"));
      symlinkSync(join(disk, "working"), join(project.directory, "working"));
      fill(disk, 0);
      expect(await project.show("manage", "build", "submit")).toMatchInlineSnapshot(`
        "$ asimov manage build submit
        built  EV1/one  /project/checkouts/EV1/analyses/one.ini
        EV1/one: built
        error SYSTEM_REFUSED  EV1/one
          ENOSPC: no space left on device, write
          Make room on that file system (asimov disk shows what takes it), and the next pass goes on.
        exit code 3"
      `);
      rmSync(join(disk, "filler"));
      expect(await project.show("manage", "build", "submit")).toMatchInlineSnapshot(`
        "$ asimov manage build submit
        submitted  EV1/one  ID.1.1.workflow.1
        EV1/one: moved /project/working/EV1/one to /project/.asimov/trash/EV1-one-1-TIME
        EV1/one: submitted as ID.1.1.workflow.1
        exit code 0"
      `);
      await until(() => project.ran().length === 1);
      while (project.statuses()["one"] !== "uploaded") await project.run("monitor");
      expect(project.ran()).toEqual(["one.A"]);
    });
  },
);

test.runIf(isSuperuser)(
  "where runs are on another file system, their trash is there too, and is listed, restored and emptied like all of it",
  { timeout: 180_000 },
  async ({ expect, openProject }) => {
    const project = openProject({ blueprint: blueprint({ one: "", two: "" }) });
    await withSmallDisk(project, async (disk) => {
      mkdirSync(join(disk, "working"));
      symlinkSync(join(disk, "working"), join(project.directory, "working"));
      await project.run("manage", "build", "submit");
      await until(() => project.ran().length === 2);
      while (Object.values(project.statuses()).some((status) => status !== "uploaded")) await project.run("monitor");
      await project.run("analysis", "clean", "one", "--intermediate", "--yes");
      await project.run("analysis", "restart", "--yes", "one");
      expect(steady(await project.show("monitor"))).toMatchInlineSnapshot(`
        "$ asimov monitor
        EV1/one  toy  ready  0 s  restarted by a person
        EV1/two  toy  uploaded  0 s  results are in /project/results/EV1/two
        EV1/one: moved /project/working/EV1/one to /project/.asimov/trash/EV1-one-1-TIME
        exit code 0"
      `);
      expect(steady(await project.show("delete", "--yes", "EV1/two"))).toMatchInlineSnapshot(`
        "$ asimov delete --yes EV1/two
        deleted  EV1/two  (analyses: 1)
          EV1/two
          moved to /project/.asimov/trash/EV1-two-1-deleted-ID
        asimov trash lists what was deleted, and brings it back; results in the store and config files in git stay
        exit code 0"
      `);
      expect(steady(await project.show("trash", "list"))).toMatchInlineSnapshot(`
        "$ asimov trash list
        EV1/two@26  analysis EV1/two  TIME  root  asimov delete --yes EV1/two
        run directories (SIZE):
          EV1-one-1-TIME  EV1/one, attempt 1  SIZE  0 s
          EV1-one-1-TIME  EV1/one, attempt 1  SIZE  0 s
          EV1-two-1-deleted-ID  EV1/two, attempt 1  SIZE  0 s
        exit code 0"
      `);
      expect(existsSync(join(disk, "working/EV1/two"))).toBe(false);
      expect(steady(await project.show("undo"))).toMatchInlineSnapshot(`
        "$ asimov undo
        undone  26: asimov delete --yes EV1/two  (root, TIME)
          restored an attempt of EV1/two
          restored analysis EV1/two
          moved to /project/working/EV1/two
        to take this back: asimov undo 27
        exit code 0"
      `);
      expect(existsSync(join(disk, "working/EV1/two"))).toBe(true);
      const use = JSON.parse((await project.run("disk", "--json")).stdout) as { readonly shared: { readonly trash: number } };
      const elsewhere = join(disk, "working/EV1/.asimov-trash");
      const files = readdirSync(elsewhere, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      const bytes = files.map(({ parentPath, name }) => statSync(join(parentPath, name)).size);
      expect(use.shared.trash).toBeGreaterThan(bytes.reduce((one, other) => one + other));
      expect(steady(await project.show("trash", "empty", "--yes"))).toMatchInlineSnapshot(`
        "$ asimov trash empty --yes
        deleted  EV1-one-1-TIME  SIZE  (1 of 2)
        deleted  EV1-one-1-TIME  SIZE  (2 of 2)
        to delete for good (SIZE):
          EV1-one-1-TIME  EV1/one, attempt 1  SIZE  0 s
          EV1-one-1-TIME  EV1/one, attempt 1  SIZE  0 s
        exit code 0"
      `);
      expect(readdirSync(elsewhere)).toEqual([]);
      expect(readdirSync(join(project.directory, ".asimov/trash"))).toEqual([]);
    });
  },
);

test.runIf(isSuperuser)("a file system that is mounted read-only is read, and says that it can't be written", async ({ expect, openProject }) => {
  const project = openProject();
  await withSmallDisk(project, async (disk) => {
    project.write({ "three.yaml": catalogue(3) });
    await project.run("-C", "../disk", "init", "small");
    await project.run("-C", "../disk", "apply", "-f", "../project/three.yaml");
    execFileSync("mount", ["-o", "remount,ro", disk]);
    expect(await project.show("-C", "../disk", "report", "status", "EV1")).toContain("exit code 0");
    expect(await project.show("-C", "../disk", "analysis", "restart", "--yes", "EV1/pe")).toMatchInlineSnapshot(`
      "$ asimov -C ../disk analysis restart --yes EV1/pe
      error LEDGER_READ_ONLY  /sandbox/disk/.asimov/ledger.db
        the ledger can be read here, but not written; nothing was changed
        Who may write is decided by the permissions of /sandbox/disk/.asimov, and by how its file system is mounted; asimov doctor looks at both.
      exit code 1"
    `);
  });
});

function steady(text: string): string {
  return text
    .replaceAll(/[\d.]+ k?B/g, "SIZE")
    .replaceAll(/(?<=-deleted-)\d+/g, "ID")
    .replaceAll(/ \d+ s(?= |$)/gm, " 0 s")
    .replaceAll(/(\S) {2,}/g, "$1  ");
}

function large(count: number): string {
  return Array.from({ length: count }, (_, index) => `kind: event\nname: LARGE${index}\nnote: "${"x".repeat(20_000)}"\n`).join("---\n");
}

/** Every row of every table, except of who holds leases. */
function contents(ledger: string): unknown {
  const database = new DatabaseSync(ledger, { readOnly: true });
  try {
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('leases', 'sqlite_sequence')").all();
    return tables.map(({ name }) => [name, database.prepare(`SELECT * FROM ${String(name)}`).all()]);
  } finally {
    database.close();
  }
}
