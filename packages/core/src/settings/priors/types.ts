import type { Place } from "../../system/index.ts";
import type { SettingPath } from "../path.ts";
import type { Value } from "../types.ts";

/** A number of a prior. */
export interface Quantity {
  readonly value: number;
  /** The arithmetic of which it is the value, where that was written. */
  readonly written?: string | undefined;
}

/** What happens at the ends of a range. */
export type Boundary = "periodic" | "reflective" | "none";

/** A parameter that has one value only. */
export interface FixedPrior {
  readonly kind: "fixed";
  readonly at: Quantity;
}

/** A distribution over a range. What is undefined is left to the pipeline. */
export interface DistributionPrior {
  readonly kind: "distribution";
  /** Name of the distribution, as the pipeline knows it. */
  readonly type: string | undefined;
  readonly boundary: Boundary | undefined;
  /** `minimum`, `maximum` and the other arguments that are numbers, by name with `_` for blanks. */
  readonly numbers: ReadonlyMap<string, Quantity>;
  /** All further arguments, likewise. */
  readonly others: ReadonlyMap<string, Value>;
}

/** The prior of one parameter. */
export type Prior = FixedPrior | DistributionPrior;

/** A map of priors as it was read. */
export interface Priors {
  /** Name of the set of priors that the others complete. */
  readonly default: string | undefined;
  readonly amplitudeOrder: number | undefined;
  readonly volume: string | undefined;
  /** Boundary of the priors of calibration. */
  readonly calibrationBoundary: Boundary | undefined;
  /** By parameter, in the order of the settings. */
  readonly parameters: ReadonlyMap<string, Prior>;
}

/** How priors are read. */
export interface PriorOptions {
  /** Where the value at a path of the settings, which begins with `priors`, was written, or who says it. */
  readonly at?: ((path: SettingPath) => Place | string | undefined) | undefined;
}
