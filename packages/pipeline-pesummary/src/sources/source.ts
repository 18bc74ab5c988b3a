/** A file with posterior samples, and what PESummary is told of the analysis that made it. */
export interface Source {
  /** By which PESummary tells it from others: letters, digits and underscores. */
  readonly label: string;
  /** Absolute, as all paths. */
  readonly samples: string;
  readonly config?: string | undefined;
  readonly approximant?: string | undefined;
  /** Hz: the lowest of all detectors. */
  readonly lowestFrequency?: number | undefined;
  /** Hz. */
  readonly referenceFrequency?: number | undefined;
  /** Files with noise power spectral densities by detector. */
  readonly psds: Readonly<Record<string, string>>;
  /** Calibration envelopes by detector. */
  readonly calibration: Readonly<Record<string, Envelope>>;
}

/** A calibration envelope. */
export interface Envelope {
  readonly file: string;
  /** What it corrects. */
  readonly definition: "data" | "template";
}
