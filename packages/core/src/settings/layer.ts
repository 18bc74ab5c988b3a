import type { Place } from "../system/index.ts";
import type { Alias } from "./aliases.ts";
import type { SettingPath } from "./path.ts";
import type { Settings } from "./types.ts";

/** One layer of settings: who says it, what, and where each value was written. */
export interface Layer {
  /** For people: `defaults of pipeline NAME`, `project`, `pipeline NAME`, `subject NAME`, `provided by SUBJECT/ANALYSIS, attempt N`, `analysis NAME`. */
  readonly name: string;
  readonly settings: Settings;
  /** Where the value at a path was written, if known. */
  readonly place?: ((path: SettingPath) => Place | undefined) | undefined;
  /** Of neighbouring layers with this none is above another: what both say must be the same. */
  readonly beside?: boolean | undefined;
  /** Old names of settings that count in it, besides core's: those that the package of a pipeline declares. */
  readonly former?: readonly Alias[] | undefined;
}

/** Which layer a value came from, and where and how it was written. */
export interface Origin {
  /** Name of the layer; `derived` for what no layer says and other settings imply. */
  readonly layer: string;
  readonly at?: Place | undefined;
  /** The former spelling or home that it was written with, as people write it. */
  readonly writtenAs?: string | undefined;
  /** The settings that a derived value was computed from, as people write them. */
  readonly from?: readonly string[] | undefined;
}

/** Settings that the package of a pipeline ships as data: what counts where no one says anything. */
export interface PipelineDefaults {
  readonly settings: Settings;
  /** The `package.json` that holds them. */
  readonly file: string;
}
