import { blueprint, test, until } from "./support/index.ts";

test.concurrent("a person's word does not wait for a pass that sits in a hook, and stands", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  project.fault("one.detectCompletion", "gate");
  await project.run("manage", "build", "submit");
  const pass = project.start(["monitor", "--watch"]);
  await project.reached("one.detectCompletion");
  expect(await project.run("analysis", "stop", "one")).toMatchObject({ code: 0, stderr: "" });
  expect(project.statuses()).toEqual({ one: "stop" });
  project.mend("one.detectCompletion");
  expect((await pass.result).code).toBe(0);
  expect(project.statuses()).toEqual({ one: "stopped" });
  expect(project.query("SELECT outcome FROM attempts")).toEqual([{ outcome: "failed" }]);
});

for (const hook of ["beforeConfig", "buildDag", "submitDag"]) {
  test.concurrent(`one that sits in ${hook} does not hold up the others`, async ({ expect, openProject }) => {
    const project = openProject({ blueprint: blueprint({ one: "", two: "", three: "" }) });
    project.fault(`one.${hook}`, "gate");
    if (hook !== "beforeConfig") await project.run("manage", "build");
    const work = project.start(hook === "beforeConfig" ? ["manage", "build"] : ["manage", "submit"]);
    await project.reached(`one.${hook}`);
    // Their config files wait for the commit that holds them all; their jobs wait for nothing.
    if (hook === "beforeConfig") await until(() => ["two", "three"].every((name) => project.read("calls").includes(`${name}.beforeConfig`)));
    else await until(() => project.ran().length === 2);
    project.mend(`one.${hook}`);
    expect((await work.result).code).toBe(0);
    expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
    expect(project.ran()).toEqual(["one.A", "three.A", "two.A"]);
  });
}
