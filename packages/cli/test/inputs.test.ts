import { blueprint, test, toyPlugin, toySource } from "./support/index.ts";

const offering = toySource.replace('static name = "toy"', 'static name = "offers";\n  static availableOutputs = ["psds", "out"]');
const requiring = toySource.replace('static name = "toy"', 'static name = "wants";\n  static requiredInputs = ["psds", "out"]');
const plugins = { toy: toyPlugin(), offers: toyPlugin("offers", offering), wants: toyPlugin("wants", requiring) };

test.concurrent("what a pipeline requires and nobody offers refuses the build, with who could offer it", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ other: "", pe: "pipeline: wants" }), plugins });
  expect(await project.show("manage", "build")).toMatchInlineSnapshot(`
    "$ asimov manage build
    built  EV1/other  /project/checkouts/EV1/analyses/other.ini
    EV1/other: built
    error INPUT_MISSING  EV1/pe
      pipeline "wants" requires "psds", which neither its settings name nor an analysis offers that it needs
      Add an analysis that offers it and name it in its "needs": pipeline offers. Or name the files in its settings, as "psds".
    error INPUT_MISSING  EV1/pe
      pipeline "wants" requires "out", which neither its settings name nor an analysis offers that it needs
      Add an analysis that offers it and name it in its "needs": pipeline offers. Or name the files in its settings, as "out".
    exit code 3"
  `);
  await project.run("analysis", "hold", "other");
  project.write({ "more.yaml": blueprint({ psd: "pipeline: offers\noffers: [H1]" }).split("---\n")[1]! });
  await project.run("apply", "-f", "more.yaml");
  await project.run("analysis", "hold", "psd");
  expect(await project.show("manage", "build")).toMatchInlineSnapshot(`
    "$ asimov manage build
    error INPUT_MISSING  EV1/pe
      pipeline "wants" requires "psds", which neither its settings name nor an analysis offers that it needs
      Add one that offers it to its "needs": EV1/psd. Or name the files in its settings, as "psds".
    error INPUT_MISSING  EV1/pe
      pipeline "wants" requires "out", which neither its settings name nor an analysis offers that it needs
      Add one that offers it to its "needs": EV1/psd. Or name the files in its settings, as "out".
    exit code 3"
  `);
});

test.concurrent("what a needed analysis offers, or the settings name, is there", async ({ expect, openProject }) => {
  const project = openProject({
    blueprint: blueprint({
      psd: "pipeline: offers\noffers: [H1]",
      one: "pipeline: wants\nneeds: [psd]",
      two: "pipeline: wants\npsds: {H1: a.txt}\nout: b.txt",
    }),
    plugins,
  });
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(project.statuses()).toEqual({ psd: "uploaded", one: "uploaded", two: "uploaded" });
});
