import { nearest } from "../../system/index.ts";

/** Arguments without which a prior of this type can't be made; none of a type that only its pipeline knows. A module before the name (`x.y.Uniform`) does not count. */
export function requiredArguments(type: string): readonly string[] {
  const name = type.slice(type.lastIndexOf(".") + 1);
  return Object.hasOwn(distributions, name) ? distributions[name]! : [];
}

/** The distribution that a type most likely means which is no known one; undefined for a known one, and for what only its pipeline may know. */
export function meantDistribution(type: string): string | undefined {
  const name = type.slice(type.lastIndexOf(".") + 1);
  return Object.hasOwn(distributions, name) ? undefined : nearest(name, Object.keys(distributions));
}

/** Whether a type is the name of a distribution that is known here. What has a module before the name is known where that is. */
export function isDistribution(type: string): boolean {
  return type.includes(".") || Object.hasOwn(distributions, type);
}

/** The names of the distributions that are known here. */
export function distributionNames(): readonly string[] {
  return Object.keys(distributions);
}

/** The argument that one most likely means which is no known one, such as `maximum` for `maxmum`. */
export function meantArgument(argument: string): string | undefined {
  const known = [...numeric, ...otherArguments];
  return argument.length < 3 || known.includes(argument) ? undefined : nearest(argument, known);
}

/** Whether an argument of a distribution is a number. */
export function isNumeric(argument: string): boolean {
  return numeric.has(argument);
}

const range = ["minimum", "maximum"] as const;

const distributions: Readonly<Record<string, readonly string[]>> = {
  AlignedSpin: [],
  Beta: ["alpha", "beta"],
  Categorical: [],
  Cauchy: ["alpha", "beta"],
  ChiSquared: ["nu"],
  ConditionalBeta: [],
  ConditionalCauchy: [],
  ConditionalChiInPlane: [],
  ConditionalChiSquared: [],
  ConditionalChiUniformSpinMagnitude: [],
  ConditionalCosine: [],
  ConditionalDeltaFunction: [],
  ConditionalExponential: [],
  ConditionalFermiDirac: [],
  ConditionalGamma: [],
  ConditionalGaussian: [],
  ConditionalHalfGaussian: [],
  ConditionalInterped: [],
  ConditionalLogNormal: [],
  ConditionalLogUniform: [],
  ConditionalLogistic: [],
  ConditionalPowerLaw: [],
  ConditionalSine: [],
  ConditionalStudentT: [],
  ConditionalSymmetricLogUniform: [],
  ConditionalTruncatedGaussian: [],
  ConditionalUniform: [],
  ConditionalUniformComovingVolume: [],
  ConditionalUniformSourceFrame: [],
  Constraint: range,
  Cosine: [],
  Cosmological: range,
  DeltaFunction: ["peak"],
  DirichletElement: [],
  DiscreteValues: [],
  EOSCheck: [],
  Exponential: ["mu"],
  FermiDirac: ["sigma"],
  FromFile: [],
  Gamma: ["k"],
  Gaussian: ["mu", "sigma"],
  HalfGaussian: ["sigma"],
  HalfNormal: ["sigma"],
  HealPixMapPriorDist: [],
  HealPixPrior: [],
  Interped: [],
  LogGaussian: ["mu", "sigma"],
  LogNormal: ["mu", "sigma"],
  LogUniform: range,
  Logistic: ["mu", "scale"],
  Lorentzian: ["alpha", "beta"],
  MultivariateGaussian: [],
  MultivariateGaussianDist: [],
  MultivariateNormal: [],
  MultivariateNormalDist: [],
  Normal: ["mu", "sigma"],
  PowerLaw: ["alpha", ...range],
  Sine: [],
  SlabSpikePrior: [],
  StudentT: ["df"],
  SymmetricLogUniform: range,
  Triangular: ["mode", ...range],
  TruncatedGaussian: ["mu", "sigma", ...range],
  TruncatedNormal: ["mu", "sigma", ...range],
  Uniform: range,
  UniformComovingVolume: range,
  UniformInComponentsChirpMass: range,
  UniformInComponentsMassRatio: range,
  UniformSourceFrame: range,
  WeightedCategorical: [],
  WeightedDiscreteValues: [],
};

const numeric: ReadonlySet<string> = new Set(["minimum", "maximum", "alpha", "beta", "mu", "sigma", "peak", "nu", "df", "k", "scale"]);

const otherArguments = (
  "type boundary name unit latex_label cosmology mode file_name condition_func reference_params " +
  "values weights ncategories xx yy theta equal_mass slab spike_location spike_height a_prior z_prior num_interp " +
  "dist names nmodes mus sigmas corrcoefs covs bounds hp_file distance order n_dimensions label"
).split(" ");
