import { test } from "../../cli/test/support/index.ts";
import { opened } from "./project.ts";

test("one analysis through all that can become of it, by the command line alone, and each of its jobs runs once", async ({ expect, openProject }) => {
  const { project, pool, status } = await opened(openProject, { one: "nodes: [A, B, C]" }, "  retries: 1");
  const observed = (): unknown =>
    project.query(
      "SELECT json_extract(o.content, '$.state') AS state, json_extract(o.content, '$.done') AS done FROM observations o ORDER BY o.submission_id",
    )[0];
  const monitor = async (): Promise<number | null> => (await project.run("monitor", "--chain", "--now")).code;
  project.fault("one.C", "fail");

  await project.run("manage", "build", "submit");
  await monitor();
  expect([status()[0], observed()]).toEqual(["running", { state: "queued", done: null }]);

  await pool.advance(4);
  await monitor();
  expect([status()[0], observed()]).toEqual(["running", { state: "running", done: 1 }]);

  await pool.give("condor_hold", ["4"], { user: "root" });
  await pool.advance();
  await monitor();
  expect(status()[1]).toBe("held (policy): via condor_hold (by user root)");
  await project.run("analysis", "release", "EV1/one");
  await monitor();
  await pool.advance();
  expect((await project.run("analysis", "hold", "EV1/one")).stdout).toContain("a person asked for its jobs to be held; the next pass does it");
  await monitor();
  await pool.advance(5);
  await monitor();
  expect(observed()).toMatchObject({ state: "held" });
  expect(project.ran().length).toBeLessThan(3);
  await project.run("analysis", "release", "EV1/one");
  await monitor();
  await pool.setHealth("hung");
  expect(await monitor()).toBe(4);
  expect(status()[0]).toBe("running");
  await pool.setHealth("up");

  // C fails, and is tried once more from the rescue file.
  await pool.run();
  expect(await monitor()).toBe(0);
  await pool.run();
  expect(await monitor()).toBe(3);
  expect(status()).toEqual(["stuck", expect.stringMatching(/^node failed .*: node C failed: .*the C of one hit a wall/s)]);
  await project.run("analysis", "resurrect", "EV1/one");
  await monitor();
  await pool.advance(2);
  await project.run("analysis", "stop", "EV1/one");
  await monitor();
  await monitor();
  expect([status()[0], await pool.clusters()]).toEqual(["stopped", []]);

  project.mend("one.C");
  await project.run("analysis", "resurrect", "EV1/one");
  await monitor();
  await pool.run();
  expect(await monitor()).toBe(0);
  expect(status()[0]).toBe("uploaded");
  expect(project.ran()).toEqual(["one.A", "one.B", "one.C", "one.C", "one.C"]);
  expect((await pool.commands()).filter((line) => / -f( |$)/.test(line))).toEqual([]);
});
