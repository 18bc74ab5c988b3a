import { describe, expect, test } from "vitest";

import {
  checkPriors,
  factsOf,
  parameterOf,
  parameters,
  readPriors,
  requiredArguments,
  resolveLayers,
  type Settings,
} from "../../../src/settings/index.ts";
import { describeError } from "../../support/refusal.ts";

function problems(priors: unknown): string {
  return readPriors(priors as Settings)
    .problems.map(describeError)
    .join("\n");
}

test("a map of priors, as text and as numbers", () => {
  const { priors, problems: found } = readPriors({
    default: "BBHPriorDict",
    "amp order": 0,
    volume: "comoving",
    calibration: { boundary: "reflective" },
    "chirp mass": { minimum: 20, maximum: "4 * 10", type: "Uniform", unit: "$M_{\\odot}$" },
    phase: { minimum: 0, maximum: " 2 * np.pi ", boundary: "periodic", "latex label": "pi" },
    "luminosity distance": { type: "PowerLaw", alpha: 2, maximum: "1e4", boundary: "None", cosmology: "Planck15" },
    "chi 1": 0,
    ra: "np.pi / 2",
  });
  expect(found).toEqual([]);
  const { parameters: read, ...options } = priors;
  expect(options).toEqual({ default: "BBHPriorDict", amplitudeOrder: 0, volume: "comoving", calibrationBoundary: "reflective" });
  const distribution = { kind: "distribution", type: undefined, boundary: undefined, others: new Map() };
  expect([...read]).toEqual([
    [
      "chirp mass",
      {
        ...distribution,
        type: "Uniform",
        numbers: new Map([
          ["minimum", { value: 20 }],
          ["maximum", { value: 40, written: "4 * 10" }],
        ]),
        others: new Map([["unit", "$M_{\\odot}$"]]),
      },
    ],
    [
      "phase",
      {
        ...distribution,
        boundary: "periodic",
        numbers: new Map([
          ["minimum", { value: 0 }],
          ["maximum", { value: 2 * Math.PI, written: "2 * np.pi" }],
        ]),
        others: new Map([["latex_label", "pi"]]),
      },
    ],
    [
      "luminosity distance",
      {
        ...distribution,
        type: "PowerLaw",
        boundary: "none",
        numbers: new Map([
          ["alpha", { value: 2 }],
          ["maximum", { value: 10000, written: "1e4" }],
        ]),
        others: new Map([["cosmology", "Planck15"]]),
      },
    ],
    ["chi 1", { kind: "fixed", at: { value: 0 } }],
    ["ra", { kind: "fixed", at: { value: Math.PI / 2, written: "np.pi / 2" } }],
  ]);
});

test("null cuts away at every level, and no priors are none", () => {
  for (const priors of [undefined, null, {}, { default: null, calibration: null, volume: null, "amp order": null, psi: null, "amplitude order": 1 }])
    expect(problems(priors)).toBe("");
  expect(problems({ psi: { minimum: null, maximum: null, type: null, boundary: null, unit: null, alpha: null } })).toBe("");
});

describe("all that is wrong at once", () => {
  test("with the priors as a whole", () => {
    expect([problems(5), problems("Uniform"), problems([{}])].join("\n")).toMatchInlineSnapshot(`
      "PRIOR_NOT_A_MAP nowhere
        "priors" is 5, expected a map
        Write "priors:" and below it lines such as "chirp mass: {minimum: 20, maximum: 40}".
      PRIOR_NOT_A_MAP nowhere
        "priors" is "Uniform", expected a map
        Write "priors:" and below it lines such as "chirp mass: {minimum: 20, maximum: 40}".
      PRIOR_NOT_A_MAP nowhere
        "priors" is [{}], expected a map
        Write "priors:" and below it lines such as "chirp mass: {minimum: 20, maximum: 40}"."
    `);
    expect(problems({ default: ["BBH"], volume: 1, "amp order": 1.5, "amplitude order": "0", calibration: "reflective" })).toMatchInlineSnapshot(`
      "PRIOR_OPTION nowhere
        "priors.default" is ["BBH"], expected the name of a set of priors
      PRIOR_OPTION nowhere
        "priors.volume" is 1, expected text such as comoving
      PRIOR_TWICE nowhere
        "priors.amplitude order" says the same as "priors.amp order"
        Remove one of them.
      PRIOR_OPTION nowhere
        "priors.amp order" is 1.5, expected a whole number
      PRIOR_OPTION nowhere
        "priors.amplitude order" is "0", expected a whole number
      PRIOR_OPTION nowhere
        "priors.calibration" is "reflective", expected a map such as {boundary: reflective}"
    `);
    expect(problems({ calibration: { boundary: "round" }, default: "os.system('x')" })).toMatchInlineSnapshot(`
      "PRIOR_OPTION nowhere
        "priors.default" is "os.system('x')", expected the name of a set of priors
      PRIOR_BOUNDARY nowhere
        "priors.calibration.boundary" is "round", expected periodic, reflective or none"
    `);
  });

  test("with names", () => {
    const priors = {
      "chirp mass": 1,
      "Chirp-Mass": 2,
      "spin 1": 0,
      a_1: 0,
      theta_jn: 1,
      "theta jn": 1,
      "x; y": 1,
      "": 1,
      __proto: 1,
      "x y": 1,
      x_y: 2,
    };
    expect(problems(priors)).toMatchInlineSnapshot(`
      "PRIOR_TWICE nowhere
        "priors.Chirp-Mass" is the prior of chirp mass, and so is "priors.chirp mass"
        Remove one of them.
      PRIOR_TWICE nowhere
        "priors.a_1" is the prior of spin 1, and so is "priors.spin 1"
        Remove one of them.
      PRIOR_TWICE nowhere
        "priors.theta jn" is the prior of theta jn, and so is "priors.theta_jn"
        Remove one of them.
      PRIOR_NAME nowhere
        "priors.x; y" can't be the name of a parameter
      PRIOR_NAME nowhere
        "priors." can't be the name of a parameter
      PRIOR_NAME nowhere
        "priors.__proto" can't be the name of a parameter
      PRIOR_TWICE nowhere
        "priors.x_y" is the prior of x y, and so is "priors.x y"
        Remove one of them."
    `);
    expect(problems({ psi: { minimum: 0, "latex label": "a", latex_label: "b", "a=b": 1 } })).toMatchInlineSnapshot(`
      "PRIOR_TWICE nowhere
        "priors.psi.latex_label" says the same as "latex label"
        Remove one of them.
      PRIOR_NAME nowhere
        "priors.psi.a=b" can't be the name of an argument"
    `);
  });

  test("with values", () => {
    const priors = { a: true, b: [1, 2], c: "Uniform(0, 1)", d: "inf", e: "two", f: Number.POSITIVE_INFINITY, g: "" };
    expect(problems(priors)).toMatchInlineSnapshot(`
      "PRIOR_VALUE nowhere
        "priors.a" is true, expected a finite number or a map
        Write a fixed value as a number, and a prior as a map: "a: {type: Uniform, minimum: 0, maximum: 1}".
      PRIOR_VALUE nowhere
        "priors.b" is [1,2], expected a finite number or a map
        Write a fixed value as a number, and a prior as a map: "b: {type: Uniform, minimum: 0, maximum: 1}".
      PRIOR_VALUE nowhere
        "priors.c" is "Uniform(0, 1)", expected a finite number or a map
        Write a fixed value as a number, and a prior as a map: "c: {type: Uniform, minimum: 0, maximum: 1}".
      PRIOR_VALUE nowhere
        "priors.d" is "inf", expected a finite number or a map
        Write a fixed value as a number, and a prior as a map: "d: {type: Uniform, minimum: 0, maximum: 1}".
      PRIOR_NUMBER nowhere
        "priors.e" is "two", expected a number: "two" (character 1) is not known
        Write a number, or arithmetic such as "2 * np.pi".
      PRIOR_VALUE nowhere
        "priors.f" is Infinity, expected a finite number or a map
        Write a fixed value as a number, and a prior as a map: "f: {type: Uniform, minimum: 0, maximum: 1}".
      PRIOR_NUMBER nowhere
        "priors.g" is "", expected a number: it ends too early
        Write a number, or arithmetic such as "2 * np.pi"."
    `);
  });

  test("with what is in a prior", () => {
    const prior = { minimum: "0,", maximum: true, mu: [1], sigma: {}, type: "Uni form", boundary: 1, unit: "Gpc" };
    expect(problems({ "luminosity distance": prior })).toMatchInlineSnapshot(`
      "PRIOR_NUMBER nowhere
        "priors.luminosity distance.minimum" is "0,", expected a number: "," (character 2) has no meaning in it
        Write a number, or arithmetic such as "2 * np.pi".
      PRIOR_NUMBER nowhere
        "priors.luminosity distance.maximum" is true, expected a number
        Write a number, or arithmetic such as "2 * np.pi".
      PRIOR_NUMBER nowhere
        "priors.luminosity distance.mu" is [1], expected a number
        Write a number, or arithmetic such as "2 * np.pi".
      PRIOR_NUMBER nowhere
        "priors.luminosity distance.sigma" is {}, expected a number
        Write a number, or arithmetic such as "2 * np.pi".
      PRIOR_TYPE nowhere
        "priors.luminosity distance.type" is "Uni form", expected the name of a distribution such as Uniform
        Write the name alone, such as type: Uniform; its arguments are keys beside it.
      PRIOR_BOUNDARY nowhere
        "priors.luminosity distance.boundary" is 1, expected periodic, reflective or none
      PRIOR_UNIT nowhere
        "priors.luminosity distance.unit" is "Gpc", but this parameter is in Mpc
        Nothing is converted: give the numbers in that unit, and leave this out."
    `);
  });

  test("with ranges, compared by their values", () => {
    const range = (minimum: unknown, maximum: unknown): object => ({ minimum, maximum });
    expect(problems({ a: range(50, 10), b: range(1, 1), c: range("2 * np.pi", "6"), d: range("inf", "inf"), e: range("1e9", 1000) }))
      .toMatchInlineSnapshot(`
      "PRIOR_RANGE nowhere
        "priors.a.minimum" is 50, which is not below the maximum 10
        Correct one of them.
      PRIOR_RANGE nowhere
        "priors.b.minimum" is 1, which is not below the maximum 1
        For a fixed value, write the number instead of the map.
      PRIOR_RANGE nowhere
        "priors.c.minimum" is 2 * np.pi, which is not below the maximum 6
        Correct one of them.
      PRIOR_RANGE nowhere
        "priors.d.minimum" is inf, which is not below the maximum inf
        For a fixed value, write the number instead of the map.
      PRIOR_RANGE nowhere
        "priors.e.minimum" is 1e9, which is not below the maximum 1000
        Correct one of them."
    `);
    expect(problems({ a: range("-inf", "inf"), b: range("-pi", "pi"), c: range(6, "2 * np.pi"), d: range(999, "1e9") })).toBe("");
  });
});

test("units in any way to write them, and any unit where none is known", () => {
  const written = { "mass 1": "M_sun", "mass 2": "$M_{\\odot}$", "luminosity distance": "$\\mathrm{Mpc}$", "geocentric time": "s", psi: "rad" };
  expect(problems(Object.fromEntries(Object.entries(written).map(([name, unit]) => [name, { unit }])))).toBe("");
  expect(problems({ "my own": { unit: "furlongs" }, "mass ratio": { unit: "" } })).toBe("");
  expect(problems({ "chirp mass": { unit: "kg" }, tilt_1: { unit: "deg" }, "geocentric time": { unit: "MJD" } })).toMatchInlineSnapshot(`
    "PRIOR_UNIT nowhere
      "priors.chirp mass.unit" is "kg", but this parameter is in solar masses
      Nothing is converted: give the numbers in that unit, and leave this out.
    PRIOR_UNIT nowhere
      "priors.tilt_1.unit" is "deg", but this parameter is in rad
      Nothing is converted: give the numbers in that unit, and leave this out.
    PRIOR_UNIT nowhere
      "priors.geocentric time.unit" is "MJD", but this parameter is in GPS s
      Nothing is converted: give the numbers in that unit, and leave this out."
  `);
});

test("every parameter is known by one name, which is its own", () => {
  for (const name of Object.keys(parameters)) expect(parameterOf(name.toUpperCase().replaceAll(" ", "_"))).toBe(name);
  expect(["a 1", "geocent_time", "  My  Own-parameter", "constructor"].map(parameterOf)).toEqual([
    "spin 1",
    "geocentric time",
    "My Own parameter",
    "constructor",
  ]);
  expect([factsOf("luminosity distance")?.unit, factsOf("constructor")]).toEqual(["Mpc", undefined]);
});

test("distributions are known by their name, with or without a module before it", () => {
  expect(["PowerLaw", "x.y.PowerLaw", "Sine", "MyOwn", "constructor"].map(requiredArguments)).toEqual([
    ["alpha", "minimum", "maximum"],
    ["alpha", "minimum", "maximum"],
    [],
    [],
    [],
  ]);
});

test("merged settings: each problem with the place of the layer that has it, and the other one's", () => {
  const merged = resolveLayers([
    {
      name: "project",
      settings: { priors: { "chirp mass": { minimum: 30, maximum: 40 }, psi: 1 } },
      place: () => ({ file: "project.yaml", line: 3, column: 5 }),
    },
    { name: "provided by GW1/pe", settings: { priors: { "chirp mass": { maximum: 20 } } } },
    {
      name: "subject GW1",
      settings: { priors: { theta_jn: {}, "theta jn": { minimum: 1 } } },
      place: (path) => ({ file: "event.yaml", line: path.length }),
    },
  ]);
  expect(checkPriors(merged).map(describeError).join("\n")).toMatchInlineSnapshot(`
    "PRIOR_TWICE event.yaml:3
      "priors.theta jn" is the prior of theta jn, and so is "priors.theta_jn"
      Remove one of them.
    PRIOR_RANGE project.yaml:3:5
      "priors.chirp mass.minimum" is 30, which is not below the maximum 20 (provided by GW1/pe)
      Correct one of them."
  `);
});
