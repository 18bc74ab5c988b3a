import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { blueprint, test, type TestProject } from "./support/index.ts";

test.concurrent("what an analysis found is shown, of each of its result files", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ pe: "", later: "needs: [pe]\nstatus: wait" }) });
  put(project, "bilby_result.json", "RIFT_posterior_samples-2.dat");
  project.fault(
    "pe.collectAssets",
    'return {"out": "out.txt", "samples": ["../../../made/bilby_result.json", "../../../made/RIFT_posterior_samples-2.dat"]}',
  );
  await project.run("monitor", "--chain", "--watch");
  expect(await project.show("results", "EV1/pe", "-p", "chirp_mass", "-p", "m1")).toMatchInlineSnapshot(`
    "$ asimov results EV1/pe -p chirp_mass -p m1
    EV1/pe  samples[0]  made/bilby_result.json
    bilby JSON: 40 samples, ln evidence -1710.75 ± 0.65, ln Bayes factor 264.76, ln noise evidence -1975.52
      parameter   median  -err   +err
      chirp_mass  31.14   -0.82  +0.91

    EV1/pe  samples[1]  made/RIFT_posterior_samples-2.dat
    RIFT text: 60 samples
      parameter  median  -err  +err
      m1         38.5    -1.5  +1.8
    exit code 0"
  `);
  const json = await project.json("results", "EV1", "pe");
  expect(json).toMatchObject([
    {
      analysis: "EV1/pe",
      attempt: 1,
      asset: "samples",
      key: "[0]",
      file: "/project/made/bilby_result.json",
      format: "bilby JSON",
      posteriors: [{ samples: 40, parameters: expect.arrayContaining([expect.objectContaining({ name: "mass_ratio" })]) }],
    },
    { key: "[1]", format: "RIFT text", posteriors: [{ samples: 60, evidence: {} }] },
  ]);
  expect(await project.show("results", "pe", "-p", "chirp_mess")).toMatchInlineSnapshot(`
    "$ asimov results pe -p chirp_mess
    error RESULT_PARAMETER_UNKNOWN  EV1/pe
      none of the files has a parameter "chirp_mess". Did you mean "chirp_mass"?
      Without --parameter all that there are are shown.
    exit code 2"
  `);
  expect(await project.show("results", "later")).toMatchInlineSnapshot(`
    "$ asimov results later
    error NO_ASSETS  EV1/later
      it is wait: no attempt of it has finished, and assets are recorded then
    exit code 1"
  `);
  expect(await project.show("results", "EV1")).toMatchInlineSnapshot(`
    "$ asimov results EV1
    error ANALYSIS_MISSING
      "EV1" is an event, and results are of one analysis
      asimov results EV1 ANALYSIS, or asimov show EV1 for their names
    exit code 2"
  `);
  expect(await project.show("results")).toMatchInlineSnapshot(`
    "$ asimov results
    error SELECTION_MISSING
      neither an address nor --file is given
      asimov results SUBJECT/ANALYSIS, or asimov results --file FILE
    exit code 2"
  `);
  expect(await project.show("results", "pe", "--asset", "psds")).toMatchInlineSnapshot(`
    "$ asimov results pe --asset psds
    error ASSET_UNKNOWN  EV1/pe
      it has no such asset; it has out, samples
      asimov assets EV1/pe lists them.
    exit code 1"
  `);
  expect(await project.show("results", "pe", "--asset", "out")).toMatchInlineSnapshot(`
    "$ asimov results pe --asset out
    error RESULT_FORMAT_UNKNOWN  /project/results/EV1/pe/1/out.txt
      this is no result that can be read: it is text without a table of numbers
      What can be read: bilby's result (JSON, HDF5), PESummary's (JSON, HDF5, text), RIFT's posterior samples (text) and LALInference's (HDF5).
    exit code 1"
  `);
  writeFileSync(join(project.directory, "made/RIFT_posterior_samples-2.dat"), "# m1 m2\n1 2\n3");
  expect(await project.show("results", "pe")).toMatchInlineSnapshot(`
    "$ asimov results pe
    error ASSET_CHANGED  EV1/pe
      asset "samples" ([1]) is changed, and the store has no copy: /project/made/RIFT_posterior_samples-2.dat
      Put the file back, or make it again: asimov analysis restart EV1/pe
    exit code 1"
  `);
});

test.concurrent("a result whose run directory was cleaned is read in the store", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ pe: "" }) });
  put(project, "GW150914_pesummary.dat");
  project.fault("pe.collectAssets", 'return {"out": "../../../made/GW150914_pesummary.dat"}');
  await project.run("monitor", "--chain", "--watch");
  rmSync(join(project.directory, "made"), { recursive: true });
  expect(await project.show("results", "pe", "--asset", "out", "-p", "chirp_mass")).toMatchInlineSnapshot(`
    "$ asimov results pe --asset out -p chirp_mass
    EV1/pe  out  results/EV1/pe/1/GW150914_pesummary.dat
    PESummary text: 40 samples
      parameter   median  -err   +err
      chirp_mass  31.21   -0.44  +0.74
    exit code 0"
  `);
  rmSync(join(project.directory, "results/EV1"), { recursive: true });
  expect(await project.show("results", "pe", "--asset", "out")).toMatchInlineSnapshot(`
    "$ asimov results pe --asset out
    error ASSET_GONE  EV1/pe
      asset "out" is missing, and the store has no copy: /project/made/GW150914_pesummary.dat
      Put the file back, or make it again: asimov analysis restart EV1/pe
    exit code 1"
  `);
});

test.concurrent("any file is read, in a project or not; what is wrong in one of several keeps nothing from being shown", async ({
  expect,
  openProject,
}) => {
  const project = openProject({ blueprint: blueprint({ pe: "" }) });
  put(project, "lalinference_posterior.hdf5", "bilby_result.json");
  project.write({
    "nan.json":
      '{"log_evidence": NaN, "posterior": {"content": {"x": [NaN, 1, 2, 3], "low": [-Infinity, -Infinity, 1, 2], "tiny": [1e-21, 2e-21, 3e-21, 4e-21], "text": ["a", "b", "c", "d"]}}}',
    "half.json": '{"posterior": {"content": {"x": [1, 2',
  });
  expect(await project.show("results", "--file", "made/lalinference_posterior.hdf5", "-p", "mc", "-p", "dist")).toMatchInlineSnapshot(`
    "$ asimov results --file made/lalinference_posterior.hdf5 -p mc -p dist
    made/lalinference_posterior.hdf5
    LALInference HDF5: 70 samples, ln evidence -3287.58, ln Bayes factor 306.48, ln noise evidence -3594.06
      parameter  median  -err  +err
      mc         30.6    -1.1  +1.1
      dist       217     -65   +210
    exit code 0"
  `);
  expect(await project.show("results", "--file", "nan.json")).toMatchInlineSnapshot(`
    "$ asimov results --file nan.json
    nan.json
    bilby JSON: 4 samples
      parameter  median     -err       +err
      x          2.00       -0.90      +0.90      1 NaN
      low        -Infinity                        from -Infinity to 1.85, 2 infinite
      tiny       2.50e-21   -1.35e-21  +1.35e-21
      no real numbers: text
    exit code 0"
  `);
  expect(await project.show("results", "--file", "half.json")).toMatchInlineSnapshot(`
    "$ asimov results --file half.json
    error RESULT_TRUNCATED  /project/half.json
      the JSON ends before its last bracket
      It is still being written, or what wrote it was interrupted: wait for it, or make it again.
    exit code 1"
  `);
  expect(await project.show("results", "--file", "made/bilby_result.json", "-p", "chirp_mas")).toMatchInlineSnapshot(`
    "$ asimov results --file made/bilby_result.json -p chirp_mas
    error RESULT_PARAMETER_UNKNOWN  /project/made/bilby_result.json
      the file has no parameter "chirp_mas". Did you mean "chirp_mass"?
      Without --parameter all that there are are shown.
    exit code 2"
  `);
  expect(await project.show("results", "pe", "--file", "nan.json")).toMatchInlineSnapshot(`
    "$ asimov results pe --file nan.json
    error SELECTION_MISSING
      an analysis and --file are both given
      asimov results SUBJECT/ANALYSIS, or asimov results --file FILE
    exit code 2"
  `);
  project.fault("pe.collectAssets", 'return {"out": "out.txt", "samples": ["../../../half.json", "../../../nan.json"]}');
  await project.run("monitor", "--chain", "--watch");
  expect(await project.show("results", "pe", "-p", "x")).toMatchInlineSnapshot(`
    "$ asimov results pe -p x
    EV1/pe  samples[1]  nan.json
    bilby JSON: 4 samples
      parameter  median  -err   +err
      x          2.00    -0.90  +0.90  1 NaN
    error RESULT_TRUNCATED  /project/half.json
      the JSON ends before its last bracket
      It is still being written, or what wrote it was interrupted: wait for it, or make it again.
    exit code 1"
  `);
  expect(await project.json("results", "pe")).toMatchObject({ errors: [{ code: "RESULT_TRUNCATED" }] });
});

function put(project: TestProject, ...names: readonly string[]): void {
  mkdirSync(join(project.directory, "made"), { recursive: true });
  for (const name of names)
    copyFileSync(fileURLToPath(new URL(`../../results/test/fixtures/${name}`, import.meta.url)), join(project.directory, "made", name));
}
