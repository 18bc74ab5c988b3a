import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, expect, test } from "vitest";

import { evaluate, type Settings, type Value } from "@asimov-gw/core/pipeline";

import { priorClasses, takes, type PriorClass } from "../../src/priors/classes.ts";
import { renderPriors } from "../../src/priors/index.ts";
import { nameOf } from "../../src/priors/names.ts";
import { runProgram } from "../fake.ts";

// The real bilby and bilby_pipe read what is rendered, all of it in one process.
const prefix = process.env["ASIMOV_TEST_PYTHON"] ?? "";

interface Signature {
  readonly module: string;
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

type Read = Readonly<Record<string, Settings>>;
interface Outcome {
  readonly error?: string;
  readonly unknown?: readonly string[];
  readonly fromConfig?: Read;
  readonly fromFile?: Read;
}

interface Answer {
  readonly signatures: Readonly<Record<string, Signature>>;
  readonly cases: Readonly<Record<string, Outcome>>;
}

const label = "$\\tilde{x}\\, (a, [b]) = {1}: 'c' # \"d\" \u00b5$";

// One value for each argument, and others where a class or a parameter wants them.
const usual: Settings = {
  alpha: 2,
  beta: 3.5,
  nu: 4,
  mu: 1,
  sigma: "1e-1 * 4",
  k: 2,
  theta: 0.5,
  scale: 2,
  df: 3,
  mode: 1,
  r: 3,
  peak: "np.sqrt(2)",
  minimum: 0.5,
  maximum: "np.pi / 2",
  "latex label": label,
  unit: "solar masses",
  boundary: "reflective",
  cosmology: "Planck15_LAL",
  values: [1, 2.5, "np.pi"],
  weights: [0.25, 0.5, 0.25],
  ncategories: 3,
  xx: [0, 1, "np.pi"],
  yy: [0.5, 1.5, "1 / 2"],
  "equal mass": true,
  "spike location": 1,
  "spike height": 0.5,
  slab: { type: "PowerLaw", alpha: 2, minimum: 0.5, maximum: 2 },
  "num interp": 100,
  "a prior": { type: "Uniform", minimum: 0, maximum: "np.sqrt(0.25)" },
  "z prior": { type: "Sine", minimum: -1, maximum: 1, unit: "a (b)" },
  order: 0,
  "n dimensions": 3,
  label: "dirichlet_",
  "condition func": "conditions.unchanged",
  dist: "joint",
  "hp file": "a, (b).fits",
  names: ["spin 1", "own parameter"],
  nmodes: 1,
  mus: [[0, 1]],
  sigmas: [[1, 2]],
  corrcoefs: [
    [
      [1, 0.5],
      [0.5, 1],
    ],
  ],
  distance: false,
  bounds: [
    [0, 1],
    ["-inf", 10],
  ],
};

const special: Readonly<Record<string, Settings>> = {
  Interped: { xx: [0.5, 1, 1.5], maximum: "3 / 2" },
  FermiDirac: { r: null },
  ConditionalFermiDirac: { mu: null },
  AlignedSpin: { minimum: -0.4, maximum: 0.4 },
  HealPixMapPriorDist: { names: ["ra", "dec"] },
  MultivariateGaussianDist: { covs: null, weights: [1] },
  MultivariateNormalDist: {
    sigmas: null,
    corrcoefs: null,
    covs: [
      [
        ["1 / 2", 0],
        [0, 2],
      ],
    ],
    weights: [1],
  },
  UniformComovingVolume: { unit: "Mpc" },
  UniformSourceFrame: { unit: "Mpc" },
  ConditionalUniformComovingVolume: { unit: "Mpc" },
  ConditionalUniformSourceFrame: { unit: "Mpc" },
};

let directory: string;
let answer: Answer;

beforeAll(async () => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), "bilby-priors-")));
  writeFileSync(join(directory, "table.txt"), "0 1\n1 2\n2 1\n");
  writeFileSync(join(directory, "conditions.py"), "def unchanged(reference_params, mass_ratio):\n    return reference_params\n");
  const cases = Object.fromEntries(
    Object.entries(all()).map(([name, priors], index) => {
      const lines = renderPriors(priors, (path) => join(directory, path)).map((line) => line.text);
      const [config, file] = [join(directory, `${index}.ini`), join(directory, `${index}.prior`)];
      writeFileSync(config, `detectors = [H1]\ntrigger-time = 0\naccounting = a\nprior-dict = {\n${lines.map((line) => `${line},\n`).join("")}}\n`);
      // A file's escapes are taken by its reader.
      writeFileSync(file, lines.map((line) => `${line.replaceAll("\\", "\\\\")}\n`).join(""));
      return [name, { config, file }];
    }),
  );
  const [asked, answered] = [join(directory, "cases.json"), join(directory, "answer.json")];
  writeFileSync(asked, JSON.stringify(cases));
  const script = fileURLToPath(new URL("load.py", import.meta.url));
  const { exitCode, stderr } = await runProgram(join(prefix, "bin", "python"), [script, asked, answered], { environment: { PYTHONPATH: directory } });
  if (exitCode !== 0) throw new Error(stderr);
  answer = JSON.parse(readFileSync(answered, "utf8")) as Answer;
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

test("every class that bilby has is known with the arguments that it accepts, but for those that others are made of", () => {
  const bases = ["Prior", "JointPrior", "BaseJointPriorDist", "ConditionalBasePrior", "Cosmological", "ConditionalCosmological"];
  const real = Object.keys(answer.signatures).filter((name) => !bases.includes(name));
  expect(Object.keys(priorClasses).toSorted()).toEqual(real.toSorted());
  for (const [name, { required, optional = [] }] of Object.entries(priorClasses)) {
    const { module, ...signature } = answer.signatures[name]!;
    const base: Omit<Signature, "module"> = signature.required.includes("condition_func")
      ? answer.signatures[name.replace("Conditional", "")]!
      : { required: [], optional: [] };
    const path = module === "bilby.core.prior" ? name : `${module}.${name}`;
    const accepted = new Set([...signature.required, ...base.required, ...signature.optional, ...base.optional]);
    if (name in { HealPixPrior: 0, MultivariateGaussian: 0, MultivariateNormal: 0 })
      for (const lost of ["latex_label", "unit"]) accepted.delete(lost);
    // The base of a conditional one gets a boundary only if it has one.
    if (signature.required.includes("condition_func") && !base.optional.includes("boundary")) accepted.delete("boundary");
    expect([name, priorClasses[name]?.path, [...required, ...optional].toSorted()]).toEqual([name, path, [...accepted].toSorted()]);
    const needed = new Set([...signature.required, ...base.required, ...(name === "FromFile" ? ["minimum", "maximum"] : [])]);
    expect([name, required.toSorted()]).toEqual([name, [...needed].toSorted()]);
  }
});

test.each(Object.keys(priorClasses))("%s comes back with each of its arguments, from the config file and from a prior file", (name) => {
  for (const variant of ["all", "required"]) {
    const { error, unknown, fromConfig, fromFile } = answer.cases[`${name} ${variant}`]!;
    expect([variant, error, unknown]).toEqual([variant, undefined, []]);
    expect(fromFile).toEqual(fromConfig);
    const parameter = parameterFor(name);
    const read = name.endsWith("Dist") ? (fromConfig?.["a_1"]?.["dist"] ?? fromConfig?.["ra"]?.["dist"]) : fromConfig?.[nameOf(parameter)];
    expect([variant, read]).toEqual([variant, expect.objectContaining(readBack(name, given(name, variant)))]);
  }
});

/** The priors of each case, by its name. */
function all(): Readonly<Record<string, Settings>> {
  return Object.fromEntries(
    Object.keys(priorClasses).flatMap((name) =>
      ["all", "required"].map((variant) => [`${name} ${variant}`, surroundings(name, given(name, variant))]),
    ),
  );
}

// The dictionary in which a class makes sense.
function surroundings(name: string, prior: Settings): Settings {
  if (name.startsWith("HealPixMap")) return { ra: { type: "HealPixPrior", dist: "joint" }, joint: prior };
  if (name.endsWith("Dist")) return { "spin 1": { type: "MultivariateGaussian", dist: "joint" }, joint: prior };
  const others: Settings = {
    ...(name.startsWith("Conditional") && { "mass ratio": { minimum: 0.1, maximum: 1 }, "chi 1": { type: "AlignedSpin" } }),
    ...(name === "DirichletElement" && { "dirichlet 1": { ...prior, order: 1 } }),
    ...(name === "HealPixPrior" && { joint: { type: "HealPixMapPriorDist", "hp file": "map.fits" } }),
    ...(name.startsWith("Multivariate") && { joint: { type: "MultivariateGaussianDist", names: ["spin 1"], mus: [0], covs: [[1]] } }),
  };
  return { [parameterFor(name)]: prior, ...others };
}

function parameterFor(name: string): string {
  if (/Volume|SourceFrame/.test(name)) return "luminosity distance";
  if (name === "ConditionalChiInPlane") return "chi 1 in plane";
  if (/^Multivariate.*l$|SpinMagnitude/.test(name) || name === "MultivariateGaussian") return "spin 1";
  return name === "HealPixPrior" ? "ra" : name === "DirichletElement" ? "dirichlet 0" : name.endsWith("Dist") ? "joint" : "own parameter";
}

function given(name: string, variant: string): Settings {
  const priorClass: PriorClass = priorClasses[name]!;
  const values = { ...usual, "file name": "table.txt", ...special[name] };
  const wanted = (key: string): boolean => {
    const argument = key.replaceAll(" ", "_");
    const needed = [...priorClass.required, ...(priorClass.oneOf ?? [])];
    return variant === "all" ? takes(priorClass, argument) : needed.includes(argument);
  };
  return { type: name, ...Object.fromEntries(Object.entries(values).filter(([key, value]) => wanted(key) && value !== null)) };
}

/** What bilby should say of a prior, from its settings. */
function readBack(name: string, prior: Settings): Settings {
  return Object.fromEntries(
    Object.entries(prior).map(([key, value]) => {
      const argument = key.replaceAll(" ", "_");
      if (key === "names") return [argument, (value as string[]).map((one) => one.replace("spin 1", "a_1").replaceAll(" ", "_"))];
      if (["file name", "hp file"].includes(key)) return [argument, join(directory, value as string)];
      if (key === "dist") return [argument, expect.anything()];
      if (["slab", "a prior", "z prior"].includes(key)) return [argument, expect.objectContaining(readBack(name, value as Settings))];
      return [argument, meaning(value)];
    }),
  );
}

function meaning(value: Value): Value {
  if (Array.isArray(value)) return value.map(meaning);
  const number = typeof value === "string" ? evaluate(value).value : undefined;
  return number === undefined ? value : Number.isFinite(number) ? number : String(number).replace("Infinity", "inf");
}
