import type { Assets, Settings } from "@asimov-gw/core/pipeline";

/** Files by their path, which is relative; the content is text, bytes, or the URL of a file that is copied. */
export type Files = Readonly<Record<string, string | Uint8Array | URL>>;

/** A call of a program that a hook runs. */
export interface ProgramCall {
  readonly args: readonly string[];
  /** Absolute. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Where the analysis runs; absolute. */
  readonly runDirectory: string;
  /** Writes files below `directory`. */
  readonly write: (files: Files) => void;
}

/** How a program that stands for a real one ends; what is left out is 0 and nothing. */
export interface ProgramEnd {
  readonly exitCode?: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

/** What stands for a program: it writes the files that the real one would write. */
export type Program = (call: ProgramCall) => ProgramEnd | void | Promise<ProgramEnd | void>;

/** An analysis that the one under test needs, or combines. */
export interface OtherAnalysis {
  readonly name: string;
  readonly pipeline: string;
  /** Paths are relative to the project. */
  readonly assets: Assets;
  readonly settings?: Settings;
}

/**
 * One analysis of a pipeline as the checks play it through: what is set, what stands for its programs, and what a run leaves. It is the analysis `pe`
 * (its label is `pe` too) of the event `EV1`, and its run directory is `working/EV1/pe` of a project in a temporary directory.
 */
export interface PipelineFixture {
  /** The pipeline's entry point; needed where the package has several. */
  readonly pipeline?: string;
  /** The settings of an analysis that it can run, as a blueprint has them. */
  readonly settings: Settings;
  /** Files of the project, such as the data that the settings name. */
  readonly files?: Files;
  readonly needs?: readonly OtherAnalysis[];
  /** What a subject analysis combines. */
  readonly analyses?: readonly OtherAnalysis[];
  /** What stands for the programs that its hooks run or name in jobs, by name. */
  readonly programs?: Readonly<Record<string, Program>>;
  /** What a run that succeeded leaves in the run directory, besides what was there from the build: all that completion depends on. */
  readonly products: Files;
  /** What such a run leaves besides, of which nobody can tell whether it is whole, such as web pages. */
  readonly others?: Files;
  /** Log files of such a run, in the run directory. */
  readonly logs: Files;
  /** What a run that still goes on leaves there, where there is progress to tell of. */
  readonly unfinished?: Files;
  /** Values for settings whose example is none here, such as the path of a file that must exist: by key. */
  readonly examples?: Settings;
  /** Checks that can't hold for this pipeline, by id, each with its reason. */
  readonly except?: Readonly<Record<string, string>>;
}
