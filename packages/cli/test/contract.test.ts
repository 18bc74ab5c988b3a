import { blueprint, test, until, type TestProject } from "./support/index.ts";

// The hooks of an analysis in the order in which they were called; each place leaves a line.
function calls(project: TestProject, name = "one"): string {
  const lines = project.read("calls").split("\n");
  return lines.flatMap((line) => (line.startsWith(`${name}.`) ? [line.slice(name.length + 1)] : [])).join(" ");
}

function tokens(project: TestProject): readonly unknown[] {
  return project.query("SELECT token FROM submissions ORDER BY id").map((row) => String(row["token"]).replace(/^[^.]+/, "ID"));
}

test.concurrent("the hooks of an analysis that succeeds: each once, in this order", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }), config: "  progress interval: 1000" });
  project.fault("one.A", "gate");
  await project.run("manage", "build", "submit");
  await until(() => project.ran().length === 1);
  // Two passes within one interval: one look.
  await project.run("monitor");
  await project.run("monitor");
  project.mend("one.A");
  await project.run("monitor", "--watch");
  expect(project.statuses()).toEqual({ one: "uploaded" });
  expect(calls(project)).toMatchInlineSnapshot(
    `"beforeConfig beforeBuild buildDag buildDag.end beforeSubmit submitDag submitDag.end checkProgress whileRunning detectCompletion collectAssets collectSettings collectLogs afterCompletion storeResults"`,
  );
  expect(tokens(project)).toEqual(["ID.1.1.workflow.1"]);
});

test.concurrent("a failed attempt and its rescue: the logs are collected, beforeSubmit comes before each submission, the builder does not run again", async ({
  expect,
  openProject,
}) => {
  const project = openProject({ blueprint: blueprint({ one: "nodes: [A, B]" }), config: "  progress interval: 1000\n  retries: 1" });
  project.fault("one.B", "fail");
  await project.run("manage", "build", "submit");
  expect((await project.run("monitor", "--watch")).code).toBe(3);
  expect(project.statuses()).toEqual({ one: "stuck" });
  expect(calls(project).replaceAll(/(checkProgress|whileRunning) /g, "")).toMatchInlineSnapshot(
    `"beforeConfig beforeBuild buildDag buildDag.end beforeSubmit submitDag submitDag.end collectLogs beforeSubmit resurrect submitDag submitDag.end collectLogs"`,
  );
  expect(tokens(project)).toEqual(["ID.1.1.workflow.1", "ID.1.2.workflow.1"]);
  const kept = JSON.parse(project.read("logs/EV1/one/attempt-2.json")) as Readonly<Record<string, { readonly tail: string }>>;
  expect(kept["B.err"]?.tail).toBe("the B of one hit a wall\n");
});

test.concurrent("stop and restart: ejectJob while something runs, then clean, and all over again", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }), config: "  progress interval: 1000" });
  project.fault("one.A", "gate");
  await project.run("manage", "build", "submit");
  await until(() => project.ran().length === 1);
  await project.run("analysis", "stop", "one");
  await project.run("monitor", "--watch");
  expect(project.statuses()).toEqual({ one: "stopped" });
  const stopped = calls(project);
  expect(stopped).toMatchInlineSnapshot(`"beforeConfig beforeBuild buildDag buildDag.end beforeSubmit submitDag submitDag.end ejectJob"`);
  project.mend("one.A");
  await project.run("analysis", "restart", "one", "--yes");
  await project.run("monitor", "--chain", "--watch");
  expect(project.statuses()).toEqual({ one: "uploaded" });
  expect(
    calls(project)
      .slice(stopped.length)
      .replaceAll(/ (checkProgress|whileRunning)/g, ""),
  ).toMatchInlineSnapshot(
    `" clean beforeBuild buildDag buildDag.end beforeSubmit submitDag submitDag.end detectCompletion collectAssets collectSettings collectLogs afterCompletion storeResults"`,
  );
});

test.concurrent.for(["submitDag.end", "buildDag.end", "beforeSubmit"])(
  "a crash in %s, between a hook and its commit: what was not committed runs again, with the same token",
  async (place, { expect, openProject }) => {
    const project = openProject({ blueprint: blueprint({ one: "" }), config: "  progress interval: 1000" });
    project.fault(`one.${place}`, "gate");
    const command = project.start(["manage", "build", "submit"]);
    await project.reached(`one.${place}`);
    await command.kill();
    project.mend(`one.${place}`);
    await project.run("monitor", "--chain", "--watch");
    expect(project.statuses()).toEqual({ one: "uploaded" });
    expect(project.ran()).toEqual(["one.A"]);
    expect(tokens(project)).toEqual(["ID.1.1.workflow.1"]);
    const again: Readonly<Record<string, string>> = {
      // Its door had committed the job's id before the hook ended.
      "submitDag.end": "beforeConfig beforeBuild buildDag buildDag.end beforeSubmit submitDag submitDag.end",
      "buildDag.end": "beforeConfig beforeBuild buildDag buildDag.end beforeBuild buildDag buildDag.end beforeSubmit submitDag submitDag.end",
      beforeSubmit: "beforeConfig beforeBuild buildDag buildDag.end beforeSubmit beforeSubmit submitDag submitDag.end",
    };
    expect(calls(project).split(" checkProgress")[0]!.split(" detectCompletion")[0]).toBe(again[place]);
  },
);
