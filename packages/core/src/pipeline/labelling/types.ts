import type { Settings } from "../../settings/index.ts";
import type { Assets } from "../types.ts";

/** What a labeller sees of an analysis whose products were just found. */
export interface FinishedAnalysis {
  readonly name: string;
  /** Empty for a project analysis. */
  readonly subject: string;
  readonly pipeline: string;
  /** Number of the attempt that finished. */
  readonly attempt: number;
  /** What it ran with. */
  readonly settings: Settings;
  readonly runDirectory: string;
  /** Absolute paths. */
  readonly assets: Assets;
}

/** Values of labels by name. */
export type LabelValues = Readonly<Record<string, string | number | boolean>>;

/**
 * The default export of an entry point of group `labellers`: the labels of an analysis, by which others can need and select it. It may be
 * called again for the same attempt; its own labels that it no longer gives are taken away.
 */
export type Labeller = (analysis: FinishedAnalysis) => LabelValues | undefined | Promise<LabelValues | undefined>;
