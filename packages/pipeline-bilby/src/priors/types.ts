/** The class of bilby that a prior's type means, with its module where that is not `bilby.core.prior`; undefined for a name that can't be a class. */
export function classOf(type: string): string | undefined {
  const [, module = "", name = ""] = /^(bilby\.(?:core|gw)\.prior\.)?([A-Z][A-Za-z0-9]*)$/.exec(type) ?? [];
  if (name === "") return undefined;
  if (module === "" && gravitationalWave.has(name)) return `bilby.gw.prior.${name}`;
  return module === "bilby.core.prior." ? name : module + name;
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
