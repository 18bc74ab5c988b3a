import type { Finding } from "./finding.ts";

/** What a site asks of the jobs that are submitted there. */
export interface SiteProfile {
  /** As people write it; told apart without regard to case. */
  readonly name: string;
  /** One sentence. */
  readonly about?: string | undefined;
  /** The file that says so. */
  readonly file: string;
  readonly rules: readonly SiteRule[];
}

/** What is asked of one command of submit files. */
export interface SiteRule {
  /** Canonical: lower case, `my.x` for `+X`. */
  readonly command: string;
  /** The command as the profile writes it. */
  readonly name: string;
  /** Whether what breaks it is refused, or only told. */
  readonly level: Finding["level"];
  readonly required: boolean;
  readonly refused: readonly Value[];
  /** All that it may be set to; anything when empty. */
  readonly allowed: readonly Value[];
  /** What the whole value must match, as it is written in the profile. */
  readonly matches?: string | undefined;
  readonly minimum?: Bound | undefined;
  readonly maximum?: Bound | undefined;
  /** The value is a size, and must say its unit. */
  readonly unit: boolean;
  /** It is asked only of jobs of these universes, in lower case; of all when empty. */
  readonly universes: readonly string[];
  /** The option of the scheduler by which jobs get the command that do not have it. */
  readonly option?: string | undefined;
  /** Settings from which pipelines write the command. */
  readonly settings: readonly string[];
  /** A clause that says what would come of it. */
  readonly why?: string | undefined;
  /** What to write instead. */
  readonly fix?: string | undefined;
}

/** What a profile says itself of a rule. */
export type SaidRule = Partial<SiteRule> & Pick<SiteRule, "command" | "name">;

/** A value of a profile: `true` and `false` stand for all that HTCondor takes for them. */
export type Value = string | number | boolean;

/** A limit, as it is written and as a number: MiB of sizes. */
export interface Bound {
  readonly written: string;
  readonly value: number;
}
