import { invalid, meant } from "./invalid.ts";

/** How the constructor of a class of bilby is called. */
export interface PriorClass {
  /** Its name without a module. */
  readonly type: string;
  /** As bilby's reader of priors finds it: without a module where that is `bilby.core.prior`. */
  readonly path: string;
  readonly required: readonly string[];
  /** Undefined for a class that is not known here: any argument may be right. */
  readonly optional?: readonly string[];
  /** Arguments of which it takes just one. */
  readonly oneOf?: readonly string[];
  /** What bilby takes for `boundary` where none is given, if that is not none. */
  readonly boundary?: "periodic";
}

/** The class that a prior's type means: one that is known here, or one that only the installed bilby may know, by its full name. Throws `PRIOR_INVALID`. */
export function classOf(type: string, key: string): PriorClass {
  const [, module, name = ""] = /^(?:(bilby\.(?:core|gw)\.prior)\.(?:[a-z]\w*\.)*)?([A-Z][A-Za-z0-9]*)$/.exec(type) ?? [];
  const known = priorClasses[name];
  if (known !== undefined) return known;
  if (module !== undefined) return { type, path: type, required: [] };
  throw invalid(
    key,
    `has the type ${JSON.stringify(type)}, which is not a class of bilby.core.prior or bilby.gw.prior${meant(type, Object.keys(priorClasses))}`,
    "Write the name of a class of bilby; one that only your version of bilby has with its module, such as bilby.gw.prior.NAME.",
  );
}

/** Whether a class takes an argument. */
export function takes({ required, optional }: PriorClass, argument: string): boolean {
  return optional === undefined || required.includes(argument) || optional.includes(argument);
}

const labels = ["name", "latex_label", "unit"];
const usual = [...labels, "boundary"];
const range = ["minimum", "maximum"];

type Signature = readonly [required: readonly string[], optional: readonly string[]];

const core: Readonly<Record<string, Signature>> = {
  Beta: [
    ["alpha", "beta"],
    [...range, ...usual],
  ],
  Cauchy: [["alpha", "beta"], usual],
  ChiSquared: [["nu"], usual],
  Constraint: [range, labels],
  Cosine: [[], [...range, ...usual]],
  DeltaFunction: [["peak"], labels],
  DirichletElement: [["order", "n_dimensions", "label"], []],
  Exponential: [["mu"], usual],
  FermiDirac: [["sigma"], ["mu", "r", ...labels]],
  // bilby gives none of the bounds a value that it can use itself.
  FromFile: [["file_name", ...range], usual],
  Gamma: [["k"], ["theta", ...usual]],
  Gaussian: [["mu", "sigma"], usual],
  HalfGaussian: [["sigma"], usual],
  HalfNormal: [["sigma"], usual],
  Interped: [
    ["xx", "yy"],
    [...range, ...usual],
  ],
  LogGaussian: [["mu", "sigma"], usual],
  LogNormal: [["mu", "sigma"], usual],
  LogUniform: [range, usual],
  Logistic: [["mu", "scale"], usual],
  Lorentzian: [["alpha", "beta"], usual],
  MultivariateGaussianDist: [["names"], ["nmodes", "mus", "sigmas", "corrcoefs", "covs", "weights", "bounds"]],
  MultivariateNormalDist: [["names"], ["nmodes", "mus", "sigmas", "corrcoefs", "covs", "weights", "bounds"]],
  Normal: [["mu", "sigma"], usual],
  PowerLaw: [["alpha", ...range], usual],
  Sine: [[], [...range, ...usual]],
  SlabSpikePrior: [["slab"], ["spike_location", "spike_height"]],
  StudentT: [["df"], ["mu", "scale", ...usual]],
  SymmetricLogUniform: [range, usual],
  Triangular: [["mode", ...range], labels],
  TruncatedGaussian: [["mu", "sigma", ...range], usual],
  TruncatedNormal: [["mu", "sigma", ...range], usual],
  Uniform: [range, usual],
};

const discrete: Readonly<Record<string, Signature>> = {
  Categorical: [["ncategories"], usual],
  DiscreteValues: [["values"], usual],
  WeightedCategorical: [["ncategories"], ["weights", ...usual]],
  WeightedDiscreteValues: [["values"], ["weights", ...usual]],
};

// bilby_pipe takes all blanks away, and without them bilby finds the joint distribution only where nothing but the name comes after it.
const joint: readonly string[] = ["MultivariateGaussian", "MultivariateNormal"];

const gravitationalWave: Readonly<Record<string, Signature>> = {
  AlignedSpin: [[], ["a_prior", "z_prior", "num_interp", ...range, ...usual]],
  ConditionalChiInPlane: [
    [...range, "name"],
    ["latex_label", "unit", "boundary"],
  ],
  ConditionalChiUniformSpinMagnitude: [
    [...range, "name"],
    ["latex_label", "unit", "boundary"],
  ],
  EOSCheck: [[], range],
  HealPixMapPriorDist: [["hp_file"], ["names", "bounds", "distance"]],
  HealPixPrior: [["dist"], ["name"]],
  UniformComovingVolume: [range, ["cosmology", ...usual]],
  UniformInComponentsChirpMass: [range, usual],
  UniformInComponentsMassRatio: [range, ["equal_mass", ...usual]],
  UniformSourceFrame: [range, ["cosmology", ...usual]],
};

// What is given beside the condition are the first values of the arguments that it changes.
const conditional = (
  "Beta Cauchy ChiSquared Cosine DeltaFunction Exponential FermiDirac Gamma Gaussian HalfGaussian Interped " +
  "LogNormal LogUniform Logistic PowerLaw Sine StudentT SymmetricLogUniform TruncatedGaussian Uniform"
).split(" ");
const conditionalInGravitationalWave = ["UniformComovingVolume", "UniformSourceFrame"];

/** The classes that are known here, by name: those of bilby 2.8.2 that are whole by themselves. */
export const priorClasses: Readonly<Record<string, PriorClass>> = Object.fromEntries([
  ...Object.entries(core).map(([name, signature]) => entry(name, name, signature)),
  ...Object.entries(discrete).map(([name, signature]) => entry(name, name, signature, "periodic")),
  ...joint.map((name) => entry(name, name, [["dist"], ["name"]])),
  ...Object.entries(gravitationalWave).map(([name, signature]) => entry(name, `bilby.gw.prior.${name}`, signature)),
  ...conditional.map((name) => entry(`Conditional${name}`, `Conditional${name}`, withCondition(core[name]!))),
  ...conditionalInGravitationalWave.map((name) =>
    entry(`Conditional${name}`, `bilby.gw.prior.Conditional${name}`, withCondition(gravitationalWave[name]!)),
  ),
]);

function entry(name: string, path: string, [required, optional]: Signature, boundary?: "periodic"): readonly [string, PriorClass] {
  const oneOf = name.endsWith("FermiDirac") ? ["mu", "r"] : undefined;
  return [name, { type: name, path, required, optional, ...(oneOf && { oneOf }), ...(boundary && { boundary }) }];
}

function withCondition([required, optional]: Signature): Signature {
  return [["condition_func", ...required], optional];
}
