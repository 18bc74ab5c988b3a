/** Which program's format a result file is in, and in which container. */
export type Format = "bilby JSON" | "bilby HDF5" | "PESummary JSON" | "PESummary HDF5" | "PESummary text" | "RIFT text" | "LALInference HDF5";

/** One parameter of a posterior: its median, and the bounds of the central 90 % of the samples, in the units of the file. */
export interface ParameterSummary {
  /** As the file has it. */
  readonly name: string;
  readonly median: number;
  /** The quantile of 5 %. */
  readonly lower: number;
  /** The quantile of 95 %. */
  readonly upper: number;
  /** Samples that are not a number, and are left out of the quantiles. */
  readonly missing: number;
  /** Samples that are infinite. */
  readonly infinite: number;
}

/** Natural logarithms of evidences, those that the file has. */
export interface Evidence {
  readonly logEvidence?: number;
  /** The standard deviation of the logarithm. */
  readonly error?: number;
  /** Of the signal against noise. */
  readonly logBayesFactor?: number;
  readonly logNoiseEvidence?: number;
}

/** One posterior. */
export interface PosteriorSummary {
  /** By which the file tells several apart. */
  readonly label?: string;
  readonly samples: number;
  readonly parameters: readonly ParameterSummary[];
  /** Columns that are no real numbers: texts and complex numbers. */
  readonly others: readonly string[];
  /** Names of the parameters that were sampled, where the file says it; all others were fixed or computed. */
  readonly sampled?: readonly string[];
  readonly evidence: Evidence;
}

/** What a result file holds. */
export interface ResultSummary {
  /** Absolute. */
  readonly file: string;
  readonly format: Format;
  readonly posteriors: readonly PosteriorSummary[];
}

/** What an evidence is called in files: the names of PESummary come second. */
const evidenceNames: readonly (readonly [keyof Evidence, ...string[]])[] = [
  ["logEvidence", "log_evidence", "ln_evidence"],
  ["error", "log_evidence_err", "ln_evidence_error"],
  ["logBayesFactor", "log_bayes_factor", "ln_bayes_factor"],
  ["logNoiseEvidence", "log_noise_evidence", "ln_noise_evidence"],
];

const allNames: ReadonlySet<string> = new Set(evidenceNames.flatMap(([, ...names]) => names));

/** Whether files have a part of an {@link Evidence} under this name. */
export function isEvidence(name: string | number): boolean {
  return typeof name === "string" && allNames.has(name);
}

/** The evidence whose values files have under these names; what is no number is left out. */
export function evidenceOf(get: (name: string) => number | undefined): Evidence {
  const entries = evidenceNames.map(([as, ...names]) => [as, names.map(get).find((value) => value !== undefined && !Number.isNaN(value))] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
