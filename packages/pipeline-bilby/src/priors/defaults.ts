/** What a prior is where the settings leave it open. */
export interface PriorDefaults {
  readonly type: string;
  readonly minimum?: number | undefined;
  readonly maximum?: number | string | undefined;
  readonly boundary?: "periodic" | undefined;
  readonly unit?: string | undefined;
}

/** Defaults by parameter, as asimov's bilby templates have always had them. */
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
  [/^chirp_mass$/, { type: "UniformInComponentsChirpMass", unit: "$M_{\\odot}$" }],
  [/^mass_ratio$/, { type: "UniformInComponentsMassRatio" }],
  [/^mass_[12]$/, { type: "Constraint", minimum: 1, maximum: 1000 }],
  [/^total_mass$/, { type: "Constraint" }],
  [/^a_[12]$/, { type: "Uniform", minimum: 0, maximum: 0.99 }],
  [/^tilt_[12]$/, { type: "Sine" }],
  [/^phi_(12|jl)$/, { type: "Uniform", minimum: 0, maximum: "2 * np.pi", boundary: "periodic" }],
  [/^lambda_[12]$/, { type: "Uniform", minimum: 0, maximum: 5000 }],
  [/^luminosity_distance$/, { type: "PowerLaw", unit: "Mpc" }],
];
