/** The class of bilby that a prior's type means, with its module where that is not `bilby.core.prior`; undefined for a name that can't be a class. */
export function classOf(type: string): string | undefined {
  const [, module = "", name = ""] = /^(bilby\.(?:core|gw)\.prior\.)?([A-Z][A-Za-z0-9]*)$/.exec(type) ?? [];
  if (name === "") return undefined;
  if (module === "" && gravitationalWave.has(name)) return `bilby.gw.prior.${name}`;
  return module === "bilby.core.prior." ? name : module + name;
}

/** Arguments without which a prior of this class can't be made. */
export function requiredArguments(priorClass: string): readonly string[] {
  const name = priorClass.slice(priorClass.lastIndexOf(".") + 1);
  return Object.hasOwn(required, name) ? required[name]! : [];
}

// Classes of bilby.gw.prior, by bilby 2.8.2; a short name is looked for in bilby.core.prior only.
const gravitationalWave: ReadonlySet<string> = new Set([
  "AlignedSpin",
  "ConditionalChiInPlane",
  "ConditionalChiUniformSpinMagnitude",
  "Cosmological",
  "UniformComovingVolume",
  "UniformInComponentsChirpMass",
  "UniformInComponentsMassRatio",
  "UniformSourceFrame",
]);

const range = ["minimum", "maximum"] as const;

const required: Readonly<Record<string, readonly string[]>> = {
  Constraint: range,
  Cosmological: range,
  DeltaFunction: ["peak"],
  Gaussian: ["mu", "sigma"],
  HalfGaussian: ["sigma"],
  LogNormal: ["mu", "sigma"],
  LogUniform: range,
  Normal: ["mu", "sigma"],
  PowerLaw: ["alpha", ...range],
  SymmetricLogUniform: range,
  TruncatedGaussian: ["mu", "sigma", ...range],
  TruncatedNormal: ["mu", "sigma", ...range],
  Uniform: range,
  UniformComovingVolume: range,
  UniformInComponentsChirpMass: range,
  UniformInComponentsMassRatio: range,
  UniformSourceFrame: range,
};
