import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, readdirSync, statSync } from "node:fs";
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

test.runIf(isSuperuser)(
  "a project is shared with the group of its directory, whatever the first group of its members is",
  { timeout: 180_000 },
  async ({ expect, openProject }) => {
    const carla: User = { uid: 4004, gid: 4004, groups: [group] };
    const dora: User = { uid: 4005, gid: 4005, groups: [group] };
    // Her own directory, or that of somebody who prepared it for the group.
    for (const [owner, mode] of [
      [carla.uid, 0o755],
      [0, 0o2775],
    ] as const) {
      const project = openProject();
      chownSync(project.directory, owner, group);
      chmodSync(project.directory, mode);
      expect(await runAs(project, carla, "init", "ours", "--shared")).toMatchObject({ code: 0, stderr: "" });
      const asimov = join(project.directory, ".asimov");
      expect(["", "ledger.db", "config.yaml"].map((name) => statSync(join(asimov, name)).gid)).toEqual([group, group, group]);
      project.write({ "blueprint.yaml": alsoEvents });
      expect(await runAs(project, dora, "apply", "-f", "blueprint.yaml")).toMatchObject({ code: 0, stderr: "" });
      expect((await runAs(project, dora, "doctor")).stdout).toContain(`ok    group: all members of group ${group} may write`);
    }
  },
);

test.runIf(isSuperuser)("a directory that can't be the group's is left as it was", async ({ expect, openProject }) => {
  const carla: User = { uid: 4004, gid: 4004, groups: [group] };
  const project = openProject();
  chownSync(project.directory, 0, group);
  chmodSync(project.directory, 0o775);
  expect(await runAs(project, carla, "init", "ours", "--shared")).toMatchInlineSnapshot(`
    {
      "code": 1,
      "stderr": "error PROJECT_GROUP  /project
      the project can't be its group's: it is not open to its group, and only its owner can change that
      Its owner says: chgrp 4100 '/project'; chmod g+rwxs '/project'
    ",
      "stdout": "",
    }
  `);
  chmodSync(project.directory, 0o777);
  expect(await runAs(project, guest, "init", "ours", "--shared")).toMatchInlineSnapshot(`
    {
      "code": 1,
      "stderr": "error PROJECT_GROUP  /project
      the project can't be its group's: 4003 is no member of its group, 4100
      Choose another group for it (chgrp GROUP DIR), or ask its administrator.
    ",
      "stdout": "",
    }
  `);
  expect(existsSync(join(project.directory, ".asimov"))).toBe(false);
  chmodSync(project.directory, 0o755);
  expect(await runAs(project, guest, "init", "mine")).toMatchInlineSnapshot(`
    {
      "code": 1,
      "stderr": "error PROJECT_NOT_WRITABLE  /project/.asimov
      nothing can be made in /project: EACCES: permission denied, mkdir '/project/.asimov'
      Start the project in a directory that you may write to.
    ",
      "stdout": "",
    }
  `);
});

test.runIf(isSuperuser)(
  "a project that may not be looked into is told of, by the doctor too, and not passed over",
  async ({ expect, openProject }) => {
    const project = openProject({ blueprint: blueprint({ one: "" }) });
    chmodSync(project.directory, 0o755);
    chmodSync(join(project.directory, ".asimov"), 0o700);
    const [status, doctor] = [await runAs(project, guest, "report", "status"), await runAs(project, guest, "doctor")];
    expect(doctor).toEqual(status);
    expect(status).toMatchInlineSnapshot(`
      {
        "code": 1,
        "stderr": "error PROJECT_CLOSED  /project/.asimov
        there is a project here, and you may not look into it
        Its owner decides who may: ls -ld /project/.asimov tells who that is, and which group may.
      ",
        "stdout": "",
      }
    `);
  },
);

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
