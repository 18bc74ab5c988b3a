import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, statfsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { jobsOf, openLab, until, waitFor, type Lab } from "./lab.ts";
import { submitJob } from "./one-job.ts";

/** Mounts a file system of 2 MB at `name` in the directory of a lab. */
function smallDisk(lab: Lab, name: string): string {
  const disk = join(lab.directory, name);
  mkdirSync(disk, { recursive: true });
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", disk]);
  onTestFinished(() => void execFileSync("umount", ["-l", disk]));
  return disk;
}

function fill(disk: string): void {
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, "filler"), Buffer.alloc(bavail * bsize));
}

const isSuperuser = process.getuid?.() === 0;

test.runIf(isSuperuser)("a job that fails for want of room says so", async () => {
  const lab = openLab();
  const disk = smallDisk(lab, "small");
  lab.workflow({ a: { run: "echo x | cat >probe && head -c 5000000 /dev/zero >much", submit: [`initialdir = ${disk}`] } });
  await lab.submit("t");
  expect((await lab.end("t")).reason).toContain(`node a failed with exit code 1: there is no room left on the disk ${disk}`);
});

test.runIf(isSuperuser)("what a job is to bring back waits for room, and that is told", async () => {
  const lab = openLab({ sampleSeconds: 0.1 });
  const disk = smallDisk(lab, "small");
  fill(disk);
  await submitJob(lab, "head -c 200000 /dev/zero >result", { output: ["result"], remaps: { result: join(disk, "result") } });
  await until(async () => (await jobsOf("t", lab.options))[0]!.status === "held");
  expect((await lab.observe("t")).state).toBe("running");
  expect((await jobsOf("t", lab.options))[0]!.reason).toMatch(/^it has ended, and its outputs wait for room: cp: .*No space left on device$/);
  expect(readdirSync(disk)).toEqual(["filler"]);
  rmSync(join(disk, "filler"));
  expect(await lab.end("t")).toMatchObject({ state: "completed" });
  expect(statSync(join(disk, "result")).size).toBe(200_000);
});

test.runIf(isSuperuser)("on a full disk of the supervisor jobs go on, its journal stays whole, and all goes on when there is room", async () => {
  const lab = openLab();
  const disk = smallDisk(lab, "state");
  lab.workflow({ a: { run: `echo a >>ran; ${waitFor("go")}; echo b >>ran` }, b: { run: "echo c >>ran", parents: ["a"] } });
  await lab.submit("t");
  await until(() => lab.lines("ran").length === 1);
  fill(disk);
  lab.touch("go");
  await until(() => lab.lines("ran").length === 2);
  expect((await lab.observe("t")).state).toBe("running");
  await lab.killSupervisor();
  rmSync(join(disk, "filler"));
  expect(await lab.end("t")).toMatchObject({ state: "completed" });
  expect(lab.lines("ran")).toEqual(["a", "b", "c"]);
  expect((await jobsOf("t", lab.options)).map(({ tries }) => tries)).toEqual([1, 1]);
});
