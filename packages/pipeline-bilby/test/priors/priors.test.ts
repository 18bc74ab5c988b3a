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

test("a distance has its exponent and its bounds", () => {
  const distance = (prior: Settings): string => renderPriors({ "luminosity distance": prior })[0]!.text;
  expect(distance({})).toBe("luminosity_distance = PowerLaw(name='luminosity_distance', alpha=2, minimum=100, maximum=5000, unit='Mpc')");
  expect(distance({ maximum: 900 })).toBe(
    "luminosity_distance = PowerLaw(name='luminosity_distance', maximum=900, alpha=2, minimum=100, unit='Mpc')",
  );
  expect(distance({ type: "Gaussian", mu: 400, sigma: 9 })).toBe(
    "luminosity_distance = Gaussian(name='luminosity_distance', mu=400, sigma=9, unit='Mpc')",
  );
});

test("lists, truth values, files, conditions, priors in priors and joint distributions are written as bilby reads them", () => {
  const priors = {
    ra: { dist: "sky", type: "HealPixPrior" },
    "mass ratio": { minimum: 0.1, maximum: 1, "equal mass": true },
    "chi 1": { type: "AlignedSpin", "a prior": { minimum: 0, maximum: "np.sqrt(0.25)" }, "num interp": 1000 },
    "chi 2": { type: "bilby.core.prior.analytical.DiscreteValues", values: [0, "np.pi / 4", 1], boundary: "none" },
    "mass 1": { type: "ConditionalUniform", "condition func": "package.module.function", minimum: 5, maximum: 50 },
    "tilt 1": { type: "FromFile", "file name": "priors/tilt.txt", minimum: 0, maximum: 1 },
    "phi 12": { type: "SlabSpikePrior", slab: { type: "Sine" }, "spike height": 0.5 },
    sky: { type: "HealPixMapPriorDist", "hp file": "sky map.fits", distance: false },
    zenith: { type: "bilby.gw.prior.Later", anything: "a b", flag: true, list: [[1], [2]] },
    eos: { type: "EOSCheck" },
  };
  const lines = renderPriors(priors, (path) => `/project/${path}`).map((line) => line.text);
  expect(lines.slice(0, Object.keys(priors).length).join("\n")).toMatchInlineSnapshot(`
    "sky = bilby.gw.prior.HealPixMapPriorDist(hp_file="/project/sky\\x20map.fits", distance=False)
    ra = bilby.gw.prior.HealPixPrior(dist=sky, name='ra')
    mass_ratio = bilby.gw.prior.UniformInComponentsMassRatio(name='mass_ratio', minimum=0.1, maximum=1, equal_mass=True)
    chi_1 = bilby.gw.prior.AlignedSpin(name='chi_1', num_interp=1000, a_prior=Uniform(minimum=0, maximum=0.5))
    chi_2 = DiscreteValues(name='chi_2', values=[0, np.pi / 4, 1], boundary=None)
    mass_1 = ConditionalUniform(name='mass_1', minimum=5, maximum=50, condition_func='package.module.function')
    tilt_1 = FromFile(name='tilt_1', minimum=0, maximum=1, file_name='/project/priors/tilt.txt')
    phi_12 = SlabSpikePrior(spike_height=0.5, slab=Sine(name='phi_12'))
    zenith = bilby.gw.prior.Later(name='zenith', anything="a\\x20b", flag=True, list=[[1], [2]])
    eos = bilby.gw.prior.EOSCheck(minimum=-np.inf, maximum=np.inf)"
  `);
});

test("what bilby's parsers would take apart is escaped, and nothing else", () => {
  const label = (text: string): string =>
    /latex_label=(.*)\)$/.exec(renderPriors({ x: { minimum: 0, maximum: 1, "latex label": text } })[0]!.text)![1]!;
  expect(label("$M_{\\odot}$")).toBe("'$M_{\\odot}$'");
  expect(label("$\\chi (t), \"a\" = {b: 'c'} # µ$")).toBe(
    '"$\\x5cchi\\x20\\x28t\\x29\\x2c\\x20\\x22a\\x22\\x20\\x3d\\x20\\x7bb\\x3a\\x20\\x27c\\x27\\x7d\\x20\\x23\\x20\\xb5$"',
  );
  expect(label("{")).toBe('"\\x7b"');
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
  ["no range", { "chirp mass": {} }],
  ["a bound beyond the usual other one", { "spin 1": { minimum: 1.5 } }],
  ["an argument that the class lacks", { psi: { type: "Gaussian", mu: 1, sigma: 1, minimum: 0 } }],
  ["an argument with a slip", { "luminosity distance": { type: "UniformSourceFrame", minimum: 1, maximum: 2, cosmolgy: "Planck15" } }],
  ["a boundary where there is none", { "mass 1": { minimum: 1, maximum: 2, boundary: "periodic" } }],
  ["a class with a slip", { psi: { type: "ConditionalSin", "condition func": "a.b" } }],
  ["a list where there is a number", { psi: { type: "Triangular", mode: [1], minimum: 0, maximum: 2 } }],
  ["a number where there is a list", { psi: { type: "DiscreteValues", values: 3 } }],
  ["a list of words", { psi: { type: "DiscreteValues", values: ["one"] } }],
  ["half a category", { psi: { type: "Categorical", ncategories: 2.5 } }],
  ["a condition that is no path", { psi: { type: "ConditionalSine", "condition func": "lambda: 1" } }],
  ["a list in a prior in a prior", { psi: { type: "SlabSpikePrior", slab: { type: "DiscreteValues", values: [1, 2] } } }],
  ["a number for a prior in a prior", { psi: { type: "SlabSpikePrior", slab: 3 } }],
  ["a joint distribution that is none", { ra: { type: "HealPixPrior", dist: "sky" } }],
  ["a joint distribution with a slip", { ra: { type: "HealPixPrior", dist: "skx" }, sky: { type: "HealPixMapPriorDist", "hp file": "a" } }],
  ["a label that bilby_pipe loses", { ra: { type: "HealPixPrior", dist: "sky", unit: "rad" }, sky: { type: "HealPixMapPriorDist", "hp file": "a" } }],
  ["both of two arguments", { psi: { type: "FermiDirac", sigma: 1, mu: 1, r: 1 } }],
  ["an unknown boundary", { psi: { minimum: 0, maximum: 1, boundary: "round" } }],
  ["a type that is no class", { psi: { type: "os.system" } }],
  ["a value that is code", { psi: "__import__('os').system('true')" }],
  ["a bound that is code", { psi: { minimum: 0, maximum: "np.load" } }],
  ["arithmetic that does not end", { psi: { minimum: 0, maximum: "2 * (np.pi" } }],
  ["arithmetic upside down", { psi: { minimum: "np.pi", maximum: 3.14 } }],
  ["a unit that is another", { "luminosity distance": { alpha: 2, minimum: 1, maximum: 2, unit: "Gpc" } }],
  ["an argument that nobody knows", { psi: { minimum: 0, maximum: 1, comment: "', peak=1, name='x" } }],
  ["a truth value", { psi: true }],
  ["not a number", { psi: Number.NaN }],
])("%s is refused", async (_, priors) => {
  expect(await refusal(() => dictionary(priors))).toMatchSnapshot();
});
