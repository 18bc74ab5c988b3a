import { expect, test } from "vitest";

import type { Settings } from "@asimov-gw/core/pipeline";

import { renderPriors } from "../../src/priors/index.ts";
import { refusal } from "../fake.ts";

function dictionary(priors: Settings): string {
  return renderPriors(priors)
    .map((line) => line.text)
    .join("\n");
}

test("names, types, ranges, boundaries and units that are left open are filled in, and what bilby needs is added", () => {
  const priors = {
    default: "BBHPriorDict",
    calibration: { boundary: "reflective" },
    "amp order": 0,
    "chirp mass": { minimum: 21, maximum: 42 },
    "mass ratio": { minimum: 0.125, maximum: 1 },
    "mass 1": {},
    "total mass": { minimum: 10, maximum: 200 },
    "spin 1": { maximum: 0.8 },
    "tilt 1": {},
    "phi 12": {},
    "phi jl": { minimum: 0, maximum: "np.pi" },
    "lambda 2": { maximum: 100, minimum: 0 },
    "luminosity distance": { minimum: 10, maximum: 5000, alpha: 2 },
    "geocentric time": { minimum: 1126259462.3, maximum: 1126259462.5 },
  };
  expect(dictionary(priors)).toMatchInlineSnapshot(`
    "chirp_mass = bilby.gw.prior.UniformInComponentsChirpMass(name='chirp_mass', minimum=21, maximum=42, unit='$M_{\\odot}$')
    mass_ratio = bilby.gw.prior.UniformInComponentsMassRatio(name='mass_ratio', minimum=0.125, maximum=1)
    mass_1 = Constraint(name='mass_1', minimum=1, maximum=1000)
    total_mass = Constraint(name='total_mass', minimum=10, maximum=200)
    a_1 = Uniform(name='a_1', maximum=0.8, minimum=0)
    tilt_1 = Sine(name='tilt_1')
    phi_12 = Uniform(name='phi_12', boundary='periodic', minimum=0, maximum=2 * np.pi)
    phi_jl = Uniform(name='phi_jl', minimum=0, maximum=np.pi)
    lambda_2 = Uniform(name='lambda_2', maximum=100, minimum=0)
    luminosity_distance = PowerLaw(name='luminosity_distance', minimum=10, maximum=5000, alpha=2, unit='Mpc')
    geocent_time = Uniform(name='geocent_time', minimum=1126259462.3, maximum=1126259462.5)
    dec = Cosine(name='dec')
    ra = Uniform(name='ra', minimum=0, maximum=2 * np.pi, boundary='periodic')
    theta_jn = Sine(name='theta_jn')
    psi = Uniform(name='psi', minimum=0, maximum=np.pi, boundary='periodic')
    phase = Uniform(name='phase', minimum=0, maximum=2 * np.pi, boundary='periodic')"
  `);
});

test("types by their short and their full names, and any further argument", () => {
  const priors = {
    "chi 1": { type: "bilby.gw.prior.AlignedSpin", name: "own" },
    "luminosity distance": { type: "UniformSourceFrame", minimum: 100, maximum: 5000, cosmology: "Planck15" },
    psi: { type: "bilby.core.prior.Uniform", minimum: 0, maximum: "np.pi", boundary: "periodic", "latex label": "$\\psi$" },
    phase: { type: "Gaussian", mu: 1, sigma: "2 * np.pi / 3", boundary: null },
    theta_jn: { type: "Sine", boundary: "None" },
    ra: "np.pi / 2",
    dec: -1.5e-7,
  };
  expect(dictionary(priors)).toMatchInlineSnapshot(`
    "chi_1 = bilby.gw.prior.AlignedSpin(name='own')
    luminosity_distance = bilby.gw.prior.UniformSourceFrame(name='luminosity_distance', minimum=100, maximum=5000, cosmology='Planck15', unit='Mpc')
    psi = Uniform(name='psi', minimum=0, maximum=np.pi, latex_label='$\\psi$', boundary='periodic')
    phase = Gaussian(name='phase', mu=1, sigma=2 * np.pi / 3)
    theta_jn = Sine(name='theta_jn')
    ra = DeltaFunction(peak=np.pi / 2, name='ra')
    dec = -1.5e-7"
  `);
});

test("a parameter that stands for a needed one is enough", () => {
  const parameters = renderPriors({ zenith: 1, azimuth: 2, "cos theta jn": 0, "delta phase": 0 }).map((line) => line.parameter);
  expect(parameters).toEqual(["zenith", "azimuth", "cos_theta_jn", "delta_phase", "psi"]);
});

test.each<[string, Settings]>([
  ["two names of one parameter", { "theta jn": 1, theta_jn: 2 }],
  ["a name that is none", { "a(b)": 1 }],
  ["a range upside down", { "chirp mass": { minimum: 50, maximum: 10 } }],
  ["half a range", { psi: { minimum: 0.5 } }],
  ["no range", { "luminosity distance": {} }],
  ["an unknown boundary", { psi: { minimum: 0, maximum: 1, boundary: "round" } }],
  ["a type that is no class", { psi: { type: "os.system" } }],
  ["a value that is code", { psi: "__import__('os').system('true')" }],
  ["a bound that is code", { psi: { minimum: 0, maximum: "np.load" } }],
  ["arithmetic that does not end", { psi: { minimum: 0, maximum: "2 * (np.pi" } }],
  ["arithmetic upside down", { psi: { minimum: "np.pi", maximum: 3.14 } }],
  ["a unit that is another", { "luminosity distance": { alpha: 2, minimum: 1, maximum: 2, unit: "Gpc" } }],
  ["text that breaks out", { psi: { minimum: 0, maximum: 1, comment: "', peak=1, name='x" } }],
  ["a list", { psi: { type: "Interped", xx: [1, 2], yy: [3, 4] } }],
  ["a truth value", { psi: true }],
  ["not a number", { psi: Number.NaN }],
])("%s is refused", async (_, priors) => {
  expect(await refusal(() => dictionary(priors))).toMatchSnapshot();
});
