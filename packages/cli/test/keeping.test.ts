import { copyFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { blueprint, test } from "./support/index.ts";

const backupTime = (text: string): string => text.replaceAll(/\d{4}-\d\d-\d\dT\d{9}Z/g, "TIME");

test.concurrent("what the ledger is, and that it is sound", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ pe: "" }) });
  expect((await project.show("ledger", "info")).replace(/[\d.]+ MB/, "N MB")).toMatchInlineSnapshot(`
    "$ asimov ledger info
    file                         /project/.asimov/ledger.db
    schema                       4
    size                         N MB
    journal                      rollback
    changes                      1, the newest at TIME
    rows in analyses             1
    rows in assets               0
    rows in attempts             0
    rows in current_transaction  1
    rows in documents            0
    rows in history              3
    rows in labels               0
    rows in leases               0
    rows in observations         0
    rows in outages              0
    rows in passes               0
    rows in pauses               0
    rows in progress             0
    rows in project              4
    rows in provided             0
    rows in reviews              0
    rows in stored               0
    rows in subject_revisions    1
    rows in subjects             1
    rows in submissions          0
    rows in transactions         1
    exit code 0"
  `);
  expect(await project.json("ledger", "info")).toMatchObject({ schema: 4, journal: "rollback", transactions: 1, rows: { analyses: 1 } });
  expect(await project.show("ledger", "check")).toMatchInlineSnapshot(`
    "$ asimov ledger check
    sound: pages, references and JSON, and the history rebuilds every row
    exit code 0"
  `);
  expect(await project.json("ledger", "check")).toEqual({ problems: [] });
});

test.concurrent("WAL comes and goes on request", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ pe: "" }) });
  expect(await project.show("ledger", "--wal")).toMatchInlineSnapshot(`
    "$ asimov ledger --wal
    WAL: from now on only processes of this host may open it
    exit code 0"
  `);
  expect((await project.run("report", "status")).code).toBe(0);
  expect((await project.run("ledger", "info")).stdout).toContain("WAL, only for processes of HOST");
  expect(await project.show("ledger", "--no-wal")).toMatchInlineSnapshot(`
    "$ asimov ledger --no-wal
    rollback journal
    exit code 0"
  `);
  expect(await project.json("ledger", "info")).toMatchObject({ journal: "rollback" });
  expect((await project.run("ledger")).code).toBe(2);
});

test.concurrent("a backup, and the way back", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ pe: "" }) });
  const asimov = join(project.directory, ".asimov");
  expect(backupTime(await project.show("backup"))).toMatchInlineSnapshot(`
    "$ asimov backup
    /project/.asimov/backups/TIME.db
    exit code 0"
  `);
  const [name = ""] = readdirSync(join(asimov, "backups"));
  const before = project.rows();
  project.write({ "more.yaml": "kind: event\nname: EV2\n" });
  await project.run("apply", "-f", "more.yaml");
  expect(backupTime(await project.show("backup", "--restore", `.asimov/backups/${name}`))).toMatchInlineSnapshot(`
    "$ asimov backup --restore .asimov/backups/TIME.db
    restored from /project/.asimov/backups/TIME.db
    the ledger as it was: /project/.asimov/ledger.db.before-restore
    exit code 0"
  `);
  expect(project.rows()).toEqual(before);
  expect(readdirSync(asimov)).toEqual(["backups", "config.yaml", "ledger.db", "ledger.db.before-restore"]);
  // With nothing but the backup left.
  rmSync(join(asimov, "ledger.db"));
  expect((await project.run("backup", "--restore", `.asimov/backups/${name}`)).code).toBe(0);
  expect(project.rows()).toEqual(before);
});

test.concurrent("the doctor looks at everything, and its exit code says whether something fails", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ pe: "" }) });
  const { code, stdout } = await project.run("doctor");
  expect(stdout.replaceAll(/: .*/g, "")).toMatchInlineSnapshot(`
    "ok    permissions
    ok    file system
    ok    free space
    ok    sync
    ok    locks
    ok    clock
    ok    schema
    ok    journal
    ok    integrity
    ok    place
    ok    leases
    ok    submissions
    ok    recorded times
    ok    plugins
    ok    git
    warn  git identity
          git config --global user.email YOU@YOUR.PLACE
    ok    scheduler
    "
  `);
  expect([code, stdout.match(/^fail.*/gm)]).toEqual([0, null]);

  const before = project.rows();
  project.write({ ".asimov/config.yaml": "pipelines: {toy: {environment: /no/such/place}}\nscheduler: pigeons\n" });
  copyFileSync(join(project.plugins, "toy/package.json"), join(project.plugins, "toy/package.bak"));
  writeFileSync(join(project.plugins, "toy/package.json"), '{"name": "toy", "keywords": ["asimov-plugin"], "asimov": 7}');
  const ill = await project.run("doctor");
  expect(ill.stdout.replaceAll(/^(?!fail|warn {2}plugins| {6}).*\n/gm, "")).toMatchInlineSnapshot(`
    "warn  plugins: no pipeline is installed
          npm install @asimov-gw/pipeline-NAME
          git config --global user.email YOU@YOUR.PLACE
    fail  environments: toy: there is no environment in /no/such/place
          Install it there, or name the right place in /project/.asimov/config.yaml.
    fail  scheduler: pigeons: scheduler "pigeons" is not installed
          Installed: local. To add one: npm install @asimov-gw/scheduler-pigeons
    "
  `);
  expect(ill.code).toBe(1);
  expect(project.rows()).toEqual(before);
});

test.concurrent("the doctor works on a ledger that can't be read, and says so", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ pe: "" }) });
  writeFileSync(join(project.directory, ".asimov/ledger.db"), "scribble ".repeat(1000));
  const { code, stdout } = await project.run("doctor");
  expect(stdout.replaceAll(/^(?!fail| {6}).*\n/gm, "")).toMatchInlineSnapshot(`
    "fail  ledger: LEDGER_UNREADABLE: the ledger is not a readable database
          Put a good copy in its place: asimov backup --restore FILE (copies are in .asimov/backups, if any were made).
          git config --global user.email YOU@YOUR.PLACE
    "
  `);
  expect(code).toBe(1);
});
