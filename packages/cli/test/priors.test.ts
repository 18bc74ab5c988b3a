import { test } from "./support/index.ts";

const blueprint = `kind: event
name: EV1
priors:
  chirp mass: {minimum: 30}
---
kind: analysis
name: one
event: EV1
pipeline: toy
answer: 42
`;

test.concurrent("settings that come after the analysis can't give it priors that contradict each other", async ({ expect, openProject }) => {
  const project = openProject({ blueprint });
  project.write({ "late.yaml": "kind: configuration\npriors:\n  chirp mass: {maximum: 10 * np.sqrt(4)}\n" });
  const late = await project.run("apply", "-f", "late.yaml");
  expect(late.code).toBe(1);
  expect(late.stderr).toMatchInlineSnapshot(`
    "error PRIOR_RANGE  /project/blueprint.yaml:4:25
      analysis EV1/one: "priors.chirp mass.minimum" is 30, which is not below the maximum 10 * np.sqrt(4) (/project/late.yaml:3:25)
      Correct one of them.
    "
  `);
  project.write({ "late.yaml": "kind: configuration\npriors:\n  chirp mass: {maximum: 10 * np.sqrt(16)}\n" });
  expect(await project.run("apply", "-f", "late.yaml")).toMatchObject({ code: 0 });
  expect(await project.run("manage", "build")).toMatchObject({ code: 0 });
});
