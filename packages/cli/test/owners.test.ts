import { chmodSync, chownSync } from "node:fs";
import { join } from "node:path";

import { blueprint, isSuperuser, runAs, scriptedPlugin, scriptedQueue, test, toyPlugin, until, type User } from "./support/index.ts";

const group = 4100;
const anna: User = { uid: 4001, gid: group };
const ben: User = { uid: 4002, gid: group };

test.runIf(isSuperuser)(
  "submissions are judged and removed by the passes of their owner, and others say whose they are",
  { timeout: 180_000 },
  async ({ expect, openProject }) => {
    const project = openProject();
    chownSync(project.directory, anna.uid, group);
    chmodSync(project.directory, 0o755);
    await runAs(project, anna, "init", "ours", "--shared");
    project.write({ "blueprint.yaml": blueprint({ one: "", two: "" }) });
    await runAs(project, anna, "apply", "-f", "blueprint.yaml");
    project.fault("one.A", "gate");
    project.fault("two.A", "gate");
    expect(await runAs(project, anna, "manage", "build", "submit", "--analysis", "EV1/two")).toMatchObject({ code: 0 });
    expect(await runAs(project, ben, "manage", "build", "submit", "--analysis", "EV1/one")).toMatchObject({ code: 0 });
    const [two, one] = project.query("SELECT token FROM submissions ORDER BY id").map((row) => String(row["token"]));

    // Neither can see the jobs of the other: that is no news, and nobody's failure.
    expect(await runAs(project, ben, "monitor")).toMatchObject({ code: 0, stderr: "left to 4001: EV1/two\n" });
    expect(await runAs(project, anna, "analysis", "stop", "EV1/one")).toMatchObject({ code: 0 });
    expect(await runAs(project, anna, "monitor")).toMatchObject({ code: 0, stderr: "left to 4002: EV1/one\n" });
    expect(project.statuses()).toEqual({ one: "stop", two: "running" });

    expect((await runAs(project, ben, "submission", "absent", two!, "--yes")).stderr).toMatchInlineSnapshot(`
      "error SUBMISSION_OTHERS
        submission ID.2.1.workflow.1 belongs to 4001
        Only 4001, or an administrator of the project, decides about it: ask them, or see "administrators" in the README.
      "
    `);
    expect((await runAs(project, ben, "submission", "adopt", two!, "7")).stderr).toContain("SUBMISSION_OTHERS");
    expect((await runAs(project, anna, "submission", "absent", one!, "--dry-run")).code).toBe(0);

    await until(async () => {
      await runAs(project, ben, "monitor");
      return project.statuses()["one"] === "stopped";
    });
    expect(project.statuses()).toEqual({ one: "stopped", two: "running" });
  },
);

test.runIf(isSuperuser)("an administrator decides about submissions of others", { timeout: 180_000 }, async ({ expect, openProject }) => {
  const project = openProject();
  chownSync(project.directory, anna.uid, group);
  chmodSync(project.directory, 0o755);
  await runAs(project, anna, "init", "ours", "--shared");
  project.write({ "blueprint.yaml": blueprint({ one: "" }) });
  await runAs(project, anna, "apply", "-f", "blueprint.yaml");
  project.fault("one.A", "gate");
  await runAs(project, anna, "manage", "build", "submit");
  const token = String(project.query("SELECT token FROM submissions")[0]?.["token"]);
  project.write({ ".asimov/config.yaml": 'administrators: ["4002"]\n' });
  expect(await runAs(project, ben, "submission", "absent", token, "--yes")).toMatchObject({ code: 0 });
  expect(project.query("SELECT json_extract(decided, '$.by') AS who FROM submissions")).toEqual([{ who: "4002" }]);
});

test.concurrent("an intent of another host is settled there alone, and after a reboot too", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }), plugins: { toy: toyPlugin(), scripted: scriptedPlugin() } });
  const queue = scriptedQueue(join(project.root, "queue"));
  project.write({ ".asimov/config.yaml": queue.config });
  const [alpha, beta] = ["alpha", "beta"].map((host) => ({ ASIMOV_HOST: host, ASIMOV_BOOT_ID: `boot of ${host}` }));
  queue.control({ submit: "hang" });
  const submitting = project.start(["manage", "build", "submit"], alpha);
  await until(() => queue.log().some((line) => line.startsWith("submit")));
  await submitting.kill();
  queue.control({});
  const there = await project.start(["monitor", "--chain"], beta).result;
  expect([there.code, there.stderr]).toMatchInlineSnapshot(`
    [
      4,
      "not checked: EV1/one: it was being submitted from alpha: run asimov monitor there (unconfirmed since TIME)
    ",
    ]
  `);
  expect(queue.log().filter((line) => line.startsWith("accepted"))).toEqual([]);
  expect((await project.start(["monitor", "--chain"], { ...alpha, ASIMOV_BOOT_ID: "another boot" }).result).code).toBe(0);
  expect((await project.start(["monitor"], beta).result).code).toBe(0);
  expect(project.statuses()).toEqual({ one: "uploaded" });
  expect(project.ran()).toEqual(["one.A"]);
});
