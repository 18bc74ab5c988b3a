import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { readProgress } from "../src/progress.ts";

let runDirectory: string;
beforeEach(() => {
  runDirectory = mkdtempSync(join(tmpdir(), "rift-progress-"));
});
afterEach(() => rmSync(runDirectory, { recursive: true }));

const dag = "marginalize_intrinsic_parameters_BasicIterationWorkflow.dag";
// As RIFT 0.0.17.13 writes them.
const ess = (neff: string): string =>
  `#  lnL sigmaL neff n_ESS \n5.662029916394641482e+00 8.277829896292268619e-02 ${neff} 3.097974922128726121e+03\n`;
const threshold =
  "X   --method lame  --parameter mc --parameter eta  --iteration $(macroiteration)  --iteration-threshold 2  --threshold 0.02  --always-succeed ";

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(runDirectory, name)), { recursive: true });
    writeFileSync(join(runDirectory, name), text);
  }
}

const begun = { [dag]: "JOB a ILE.sub\nJOB b unify.sub\nJOB c CIP.sub\nJOB d unify.sub\nJOB e test.sub\n", "args_test.txt": threshold };
const first = {
  "posterior_samples-1.dat": "# m1\n1\n",
  "iteration_0_cip/overlap-grid-1+annotation_ESS.dat": ess("7.615422216562183166e+02"),
  "iteration_0_cip/overlap-grid-1-1000006+annotation_ESS.dat": ess("5.171135600870718463e+02"),
  "iteration_0_cip/overlap-grid-1_withpriorchange+annotation.dat": "# lnL\n1\n",
  "iteration_1_test/logs/test-1-0.out": "",
};
const second = { "posterior_samples-2.dat": "# m1\n1\n", "iteration_2_test/logs/test-1000019-0.out": "1.7466009702187257\n" };

test("nothing is known before there is a workflow", async () => {
  expect(await readProgress(join(runDirectory, "none"))).toBeUndefined();
  expect(await readProgress(runDirectory)).toBeUndefined();
});

test("iterations, their effective samples and the convergence test", async () => {
  write(begun);
  expect(await readProgress(runDirectory)).toEqual({
    stage: "iterations",
    done: 0,
    total: 2,
    measures: { iteration: 0 },
    message: "0 of 2 iterations",
  });
  write(first);
  expect(await readProgress(runDirectory)).toEqual({
    stage: "iterations",
    done: 1,
    total: 2,
    measures: { iteration: 1, "effective samples": 1279 },
    message: "1 of 2 iterations, 1279 effective samples",
  });
  write(second);
  expect(await readProgress(runDirectory)).toEqual({
    stage: "extrinsic parameters",
    done: 2,
    total: 2,
    measures: { iteration: 2, "convergence test": 1.7466009702187257 },
    message: "2 of 2 iterations, convergence test 1.75, agrees below 0.02",
  });
  write({ "extrinsic_posterior_samples.dat": "" });
  expect(await readProgress(runDirectory)).toMatchObject({ stage: "final" });
});

test("iterations that go on until they agree are counted, with no total", async () => {
  const inner = "iteration_1_cip";
  write({
    ...begun,
    ...first,
    [`${inner}/${dag}`]: "JOB a /run/iteration_1_cip/unify.sub\nJOB b /run/iteration_1_cip/unify.sub\nJOB c /x/unify.sub\n",
  });
  write({ [`${inner}/args_test.txt`]: threshold.replace("0.02", "0.01"), [`${inner}/posterior_samples-1.dat`]: "# m1\n1\n" });
  write({ [`${inner}/iteration_1_test/logs/test-7-0.out`]: "0.3\n" });
  const seen = {
    done: 2,
    measures: { iteration: 2, "effective samples": 1279, "convergence test": 0.3 },
    message: "2 iterations, 1279 effective samples, convergence test 0.300, agrees below 0.01",
  };
  expect(await readProgress(runDirectory)).toEqual({ stage: "iterations", ...seen });
  // The samples of the inner iterations are put where those of the outer one are expected.
  write({ "posterior_samples-2.dat": "# m1\n1\n" });
  expect(await readProgress(runDirectory)).toMatchObject({
    stage: "extrinsic parameters",
    done: 2,
    measures: { iteration: 2, "convergence test": 0.3 },
  });
});

test("reweighting by the calibration comes after the samples of all parameters", async () => {
  write({ ...begun, ...first, ...second, "Calib_reweight.sub": "", "extrinsic_posterior_samples.dat": "" });
  expect(await readProgress(runDirectory)).toMatchObject({ stage: "calibration" });
});
