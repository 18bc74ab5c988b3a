import { existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import { blueprint, test, until } from "./support/index.ts";

const plain = (text: string): string =>
  text
    .replaceAll(/\d{4}-\d\d-\d\dT\d{9}Z/g, "WHEN")
    .replaceAll(/[\d.]+ k?B/g, "SIZE")
    .replaceAll(/ \d+ s$/gm, " 0 s")
    .replaceAll(/(\S) {2,}/g, "$1  ");

test.concurrent("a restart says what it discards, asks, and offers to go on instead", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "", two: "nodes: [A, B]", fresh: "" }), config: "  retries: 0" });
  project.fault("two.B", "fail");
  await project.run("monitor", "--chain", "--watch", "--where", "name: one", "--where", "name: two");
  expect(project.statuses()).toEqual({ one: "uploaded", two: "stuck", fresh: "ready" });
  const before = project.rows();
  const lines = [
    await project.show("analysis", "restart", "one"),
    await project.show("analysis", "restart", "two", "--dry-run"),
    await project.show("analysis", "restart", "fresh", "--dry-run"),
  ];
  expect(lines.join("\n")).toMatchInlineSnapshot(`
    "$ asimov analysis restart one
    EV1/one discards 0 s of CPU, SIZE of files (to the trash), results that are in the store, and stay there
    error CONFIRMATION_NEEDED  EV1/one
      what it has computed would be discarded, and nobody can be asked
      To discard it, say --yes.
    exit code 1
    $ asimov analysis restart two --dry-run
    restart would change: 1 analysis (1 stuck)
      EV1/two  toy  stuck
    EV1/two discards 0 s of CPU, SIZE of files (to the trash)
      it could go on from where it was instead: asimov analysis resurrect EV1/two
    exit code 0
    $ asimov analysis restart fresh --dry-run
    restart would change: 1 analysis (1 ready)
      EV1/fresh  toy  ready
    exit code 0"
  `);
  expect(project.rows()).toEqual(before);
  expect(await project.json("analysis", "restart", "one", "--yes")).toMatchObject([
    { address: "EV1/one", status: "restart", discards: { cpuSeconds: expect.any(Number), bytes: expect.any(Number), unstored: [] } },
  ]);
});

test.concurrent("a restart of what runs is asked about, whatever its jobs have used so far", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  project.fault("one.A", "gate");
  await project.run("manage", "build", "submit");
  expect((await project.show("analysis", "restart", "one")).replaceAll(/\d+ s(?= ago| of CPU)/g, "0 s")).toMatchInlineSnapshot(`
    "$ asimov analysis restart one
    EV1/one discards 0 s of CPU, jobs that were submitted 0 s ago, SIZE of files (to the trash)
    error CONFIRMATION_NEEDED  EV1/one
      what it has computed would be discarded, and nobody can be asked
      To discard it, say --yes.
    exit code 1"
  `);
  expect(project.statuses()).toEqual({ one: "running" });
  project.mend("one.A");
});

test.concurrent("run directories in the trash are listed, come back where their place is free, and are deleted for good", async ({
  expect,
  openProject,
}) => {
  const project = openProject({ blueprint: blueprint({ one: "", two: "" }) });
  await project.run("monitor", "--chain", "--watch");
  await project.run("analysis", "restart", "one", "--yes");
  await project.run("monitor");
  const trash = join(project.directory, ".asimov/trash");
  const [name = ""] = readdirSync(trash);
  const lines = [await project.show("trash", "list"), await project.show("trash", "restore", name)];
  await project.run("analysis", "hold", "one");
  lines.push(await project.show("trash", "restore", name, "--dry-run"), await project.show("trash", "restore", name));
  expect(project.read("working/EV1/one/out.txt")).toBe("A of one\n");
  await project.run("analysis", "release", "one");
  await project.run("analysis", "restart", "one", "two", "--yes");
  await project.run("monitor");
  await project.run("monitor", "--chain", "--watch");
  await until(() => existsSync(join(project.directory, "working/EV1/one")));
  const mine = readdirSync(trash).find((one) => one.startsWith("EV1-one"))!;
  lines.push(await project.show("trash", "restore", mine));
  // A link leads out of the project: what is behind it is nobody's to delete.
  project.write({ "precious/file": "keep\n" });
  symlinkSync(join(project.directory, "precious"), join(trash, "link"));
  mkdirSync(join(trash, "of nobody"));
  symlinkSync(join(project.directory, "precious"), join(trash, "of nobody", "link"));
  lines.push(await project.show("trash", "empty", "--older-than", "30d", "--yes"));
  lines.push(await project.show("trash", "restore", "of nobody"));
  lines.push(await project.show("trash", "empty"));
  lines.push(await project.show("trash", "empty", "--yes"));
  expect(lines.map(plain).join("\n")).toMatchInlineSnapshot(`
    "$ asimov trash list
    run directories (SIZE):
      EV1-one-1-TIME  EV1/one, attempt 1  SIZE  0 s
    exit code 0
    $ asimov trash restore EV1-one-1-WHEN
    error TRASH_PLACE_TAKEN  EV1/one
      it is ready, and its next attempt wants to run in /project/working/EV1/one
      Keep it from running first: asimov analysis hold EV1/one
    exit code 1
    $ asimov trash restore EV1-one-1-WHEN --dry-run
    would move  EV1-one-1-TIME of EV1/one to /project/working/EV1/one
    exit code 0
    $ asimov trash restore EV1-one-1-WHEN
    moved  EV1-one-1-TIME of EV1/one to /project/working/EV1/one
    exit code 0
    $ asimov trash restore EV1-one-2-WHEN
    error TRASH_PLACE_TAKEN  EV1/one
      there is something at /project/working/EV1/one again
      Move that away first; a new start moves it to the trash: asimov analysis restart EV1/one
    exit code 1
    $ asimov trash empty --older-than 30d --yes
    no run directories to delete
    exit code 0
    $ asimov trash restore of nobody
    error TRASH_PLACE_UNKNOWN  /project/.asimov/trash/of nobody
      nobody can say which analysis "of nobody" belonged to, and where it was
      Move it to where you want it.
    exit code 1
    $ asimov trash empty
    to delete for good (SIZE):
      EV1-one-2-TIME  EV1/one, attempt 2  SIZE  0 s
      EV1-two-1-TIME  EV1/two, attempt 1  SIZE  0 s
      link  of an unknown analysis  SIZE  0 s
      of nobody  of an unknown analysis  SIZE  0 s
    error CONFIRMATION_NEEDED
      4 run directories would be deleted for good, and nobody can be asked
      Look at them with --dry-run, then say --yes.
    exit code 1
    $ asimov trash empty --yes
    deleted  EV1-one-2-TIME  SIZE  (1 of 4)
    deleted  EV1-two-1-TIME  SIZE  (2 of 4)
    deleted  link  SIZE  (3 of 4)
    deleted  of nobody  SIZE  (4 of 4)
    to delete for good (SIZE):
      EV1-one-2-TIME  EV1/one, attempt 2  SIZE  0 s
      EV1-two-1-TIME  EV1/two, attempt 1  SIZE  0 s
      link  of an unknown analysis  SIZE  0 s
      of nobody  of an unknown analysis  SIZE  0 s
    exit code 0"
  `);
  expect(readdirSync(trash)).toEqual([]);
  expect(project.read("precious/file")).toBe("keep\n");
});
