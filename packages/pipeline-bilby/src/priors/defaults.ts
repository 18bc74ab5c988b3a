/** What a prior is where the settings leave it open. */
export interface PriorDefaults {
  readonly type: string;
  readonly boundary?: "periodic" | undefined;
  readonly unit?: string | undefined;
  /** Arguments of the default type beside the usual range of the parameter. */
  readonly numbers?: Readonly<Record<string, number>> | undefined;
}

/** Defaults by parameter, as asimov's bilby templates have always had them; the ranges are those that asimov knows. */
export function defaultsOf(parameter: string): PriorDefaults {
  return table.find(([pattern]) => pattern.test(parameter))?.[1] ?? { type: "Uniform" };
}

/** Priors that bilby needs and that are added where the settings have neither the parameter nor one that stands for it. */
export const needed: readonly { readonly parameter: string; readonly instead: readonly string[]; readonly text: string }[] = [
  { parameter: "dec", instead: ["zenith"], text: "Cosine(name='dec')" },
  { parameter: "ra", instead: ["azimuth"], text: "Uniform(name='ra', minimum=0, maximum=2 * np.pi, boundary='periodic')" },
  { parameter: "theta_jn", instead: ["cos_theta_jn", "iota", "cos_iota"], text: "Sine(name='theta_jn')" },
  { parameter: "psi", instead: [], text: "Uniform(name='psi', minimum=0, maximum=np.pi, boundary='periodic')" },
  { parameter: "phase", instead: ["delta_phase"], text: "Uniform(name='phase', minimum=0, maximum=2 * np.pi, boundary='periodic')" },
];

const table: readonly (readonly [RegExp, PriorDefaults])[] = [
  [/^chirp mass$/, { type: "UniformInComponentsChirpMass", unit: "$M_{\\odot}$" }],
  [/^mass ratio$/, { type: "UniformInComponentsMassRatio" }],
  [/^(mass [12]|total mass)$/, { type: "Constraint" }],
  [/^tilt [12]$/, { type: "Sine" }],
  [/^phi (12|jl)$/, { type: "Uniform", boundary: "periodic" }],
  // Uniform in Euclidean volume, between the bounds of bilby's own precessing_spins_bbh.prior.
  [/^luminosity distance$/, { type: "PowerLaw", unit: "Mpc", numbers: { alpha: 2, minimum: 100, maximum: 5000 } }],
];
