import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { blueprint, isSuperuser, lacking, runAs, test, type User } from "./support/index.ts";

const interrupted = fileURLToPath(new URL("fixtures/interrupted.ts", import.meta.url));
const group = 4100;
const anna: User = { uid: 4001, gid: group };
const ben: User = { uid: 4002, gid: group };
const guest: User = { uid: 4003, gid: 4003 };
const alsoEvents = `${blueprint({ one: "", two: "" })}---\nkind: event\nname: EV2\nanswer: 1\n---\nkind: analysis\nname: pe\nevent: EV2\npipeline: toy\n`;

test.runIf(isSuperuser)("two users of one group work in one project, whatever their umask", { timeout: 180_000 }, async ({ expect, openProject }) => {
  const project = openProject();
  chownSync(project.directory, anna.uid, group);
  chmodSync(project.directory, 0o755);
  expect(await runAs(project, anna, "init", "ours", "--shared")).toMatchObject({ code: 0, stderr: "" });
  project.write({ "blueprint.yaml": alsoEvents });
  expect(await runAs(project, ben, "apply", "-f", "blueprint.yaml")).toMatchObject({ code: 0, stderr: "" });
  expect((await runAs(project, anna, "report", "status")).stdout).toContain("one  toy  ready");
  // Each builds one analysis of the same event: both commit to its repository.
  expect(await runAs(project, anna, "manage", "build", "--analysis", "EV1/one")).toMatchObject({ code: 0 });
  expect(await runAs(project, ben, "manage", "build", "--analysis", "EV1/two")).toMatchObject({ code: 0 });
  expect(project.git("EV1", "-c", "safe.directory=*", "log", "--format=%s").split("\n").slice(0, 2)).toEqual([
    "Configure two, attempt 1",
    "Configure one, attempt 1",
  ]);
  expect(await runAs(project, ben, "manage", "build", "submit", "--analysis", "EV2/pe")).toMatchObject({ code: 0 });
  expect(await runAs(project, ben, "monitor", "--watch")).toMatchObject({ code: 0 });
  expect(await runAs(project, anna, "analysis", "restart", "--yes", "EV2/pe")).toMatchObject({ code: 0 });
  expect(await runAs(project, anna, "monitor", "--chain", "--watch")).toMatchObject({ code: 0 });
  expect(project.statuses()).toEqual({ one: "uploaded", two: "uploaded", pe: "uploaded" });
  expect(project.query("SELECT DISTINCT user FROM transactions ORDER BY user")).toEqual([{ user: "4001" }, { user: "4002" }]);

  // What jobs write is theirs; what asimov writes is the group's. Git's objects and the store are read-only for everybody.
  for (const directory of [".asimov", "checkouts", "working"]) {
    const kept = lacking(join(project.directory, directory), 0o020).filter(
      (path) => !/\.git\/objects|^EV.*out\.txt$|\.(out|err|sh|sub|dag)$/.test(path),
    );
    expect([directory, kept]).toEqual([directory, []]);
  }
  expect((await runAs(project, ben, "doctor")).stdout).toContain(`ok    group: all members of group ${group} may write`);

  const other = await runAs(project, guest, "report", "status");
  expect(other.code).toBe(1);
});

test.runIf(isSuperuser)("who may only read can look at everything and change nothing", { timeout: 180_000 }, async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "", two: "needs: [one]" }) });
  await project.run("manage", "build");
  for (const path of ["", "checkouts"]) chmodSync(join(project.directory, path), 0o755);
  const before = project.rows();
  for (const command of [["report", "status"], ["show", "EV1"], ["show", "EV1/one"], ["log"], ["graph", "EV1"], ["plugins"], ["ledger", "check"]]) {
    expect(await runAs(project, guest, ...command)).toMatchObject({ code: 0, stderr: "" });
  }
  expect(await runAs(project, guest, "analysis", "restart", "--yes", "EV1/one")).toMatchInlineSnapshot(`
    {
      "code": 1,
      "stderr": "error LEDGER_READ_ONLY  /project/.asimov/ledger.db
      the ledger can be read here, but not written; nothing was changed
      Who may write is decided by the permissions of /project/.asimov, and by how its file system is mounted; asimov doctor looks at both.
    ",
      "stdout": "",
    }
  `);
  for (const command of [
    ["apply", "-f", "blueprint.yaml", "--update"],
    ["monitor", "--chain"],
    ["manage", "build", "submit"],
    ["ledger", "--wal"],
  ]) {
    const { code, stderr } = await runAs(project, guest, ...command);
    expect([command, code, stderr.split("\n")[0]?.split("  ")[0]]).toEqual([command, 1, "error LEDGER_READ_ONLY"]);
  }
  expect(project.rows()).toEqual(before);
  expect(readdirSync(join(project.directory, ".asimov"))).toEqual(["config.yaml", "ledger.db"]);
});

test.runIf(isSuperuser)(
  "what a killed command left in the middle is told to who may only read, and mended by who may write",
  async ({ expect, openProject }) => {
    const project = openProject({ blueprint: blueprint({ one: "" }) });
    chmodSync(project.directory, 0o755);
    const before = project.rows();
    spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", interrupted, join(project.directory, ".asimov/ledger.db")]);
    expect(existsSync(join(project.directory, ".asimov/ledger.db-journal"))).toBe(true);
    const { code, stderr } = await runAs(project, guest, "report", "status");
    expect([code, stderr]).toMatchInlineSnapshot(`
      [
        1,
        "error LEDGER_INTERRUPTED  /project/.asimov/ledger.db
        a process ended in the middle of a change, which must be taken back before anybody can read; that needs write permission
        Somebody who may write to the project runs any command in it, such as asimov report status.
      ",
      ]
    `);
    expect((await project.run("report", "status")).code).toBe(0);
    expect(existsSync(join(project.directory, ".asimov/ledger.db-journal"))).toBe(false);
    expect((await runAs(project, guest, "report", "status")).code).toBe(0);
    expect(project.rows()).toEqual(before);
  },
);
