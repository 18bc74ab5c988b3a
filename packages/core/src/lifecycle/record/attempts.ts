import type { Analysis } from "../../analysis/index.ts";
import type { Ledger, Row } from "../../ledger/index.ts";
import type { BuiltWorkflow } from "../../pipeline/index.ts";
import type { GrownRequests, HoldClass } from "../../scheduler/index.ts";
import type { Origin, Settings } from "../../settings/index.ts";

/** What an attempt runs with: fixed at build, whatever the ledger says later. */
export interface Snapshot {
  readonly settings: Settings;
  /** Origin of each leaf of the settings, by its path key. */
  readonly lineage: Readonly<Record<string, Origin>>;
  /** The needed analyses and the attempt of each whose products are used. */
  readonly needs: readonly UsedAnalysis[];
  /** Likewise of the analyses that are combined; not there for an analysis that combines none. */
  readonly analyses?: readonly UsedAnalysis[] | undefined;
  /** The subjects of a project analysis, with what its pipeline reads of them. */
  readonly subjects?: readonly { readonly name: string; readonly revision: number; readonly settings: Settings }[] | undefined;
  /** The attempts that provided settings to it. */
  readonly providers?: readonly UsedAnalysis[];
  readonly plugin: { readonly name: string; readonly version: string };
  /** Names of the assets that the pipeline declares as results. */
  readonly finalAssets: readonly string[];
  /** Whether its builder submits by itself. */
  readonly submitsItself?: boolean | undefined;
}

/** An analysis, and the attempt of it whose products are used. */
export interface UsedAnalysis {
  readonly address: string;
  readonly attempt: number;
}

/**
 * Why an attempt failed: its engine wanted the place (`evicted`), somebody outside of asimov ended it (`removed`), a person did through asimov
 * (`stopped`), it was held, a job of it failed, its processes vanished (`lost`), its scheduler or the site of that did not take it (`refused`), and so on.
 */
export type CauseKind =
  | "evicted"
  | "removed"
  | "stopped"
  | "held"
  | "node failed"
  | "lost"
  | "builder failed"
  | "refused"
  | "products missing"
  | "plugin"
  | "superseded";

/** Why an attempt failed, or, before it has ended, why it is being ended. */
export interface Cause {
  readonly kind: CauseKind;
  /** For people; more than one line where a log says something. */
  readonly message: string;
  /** What a hold was about. */
  readonly class?: HoldClass | undefined;
  /** The job that failed, and the last lines of its log. */
  readonly node?: string | undefined;
  readonly exitCode?: number | undefined;
  readonly log?: { readonly file: string; readonly tail: string } | undefined;
  /** How often the analysis had been taken up again after this cause, and how often it may be. */
  readonly used?: number | undefined;
  readonly budget?: number | undefined;
}

/** A person who granted an attempt that the budgets would not have. */
export interface Grant {
  readonly user: string;
  readonly time: string;
}

/** What made the workflow of an attempt. */
export interface Program {
  /** Absolute path of the first program that the builder ran, and the whole command. */
  readonly path: string;
  readonly command: readonly string[];
  readonly version?: string | undefined;
  /** SHA-256 over the names and versions of all packages that are installed with it. */
  readonly environment?: string | undefined;
}

/** One try of an analysis. */
export interface Attempt {
  readonly id: number;
  readonly analysisId: number;
  /** From 1. */
  readonly number: number;
  /** The attempt whose rescue point this one starts from. */
  readonly resumes: number | undefined;
  readonly snapshot: Snapshot;
  readonly configFile: string;
  readonly configSha256: string;
  /** The commit that holds the config file; undefined until the build is complete. */
  readonly configCommit: string | undefined;
  readonly runDirectory: string;
  readonly started: string;
  /** When the builder was first started. */
  readonly buildStarted: string | undefined;
  readonly workflow: BuiltWorkflow | undefined;
  readonly ended: string | undefined;
  readonly outcome: "finished" | "failed" | undefined;
  readonly cause: Cause | undefined;
  /** What its jobs get more of than they ask for. */
  readonly requests: GrownRequests | undefined;
  readonly granted: Grant | undefined;
  readonly program: Program | undefined;
}

/** The attempts of an analysis, oldest first. */
export function attemptsOf(ledger: Ledger, analysis: Analysis): readonly Attempt[] {
  return ledger.all("SELECT * FROM attempts WHERE analysis_id = ? ORDER BY number", analysis.id).map(toAttempt);
}

/** The newest attempt of an analysis, if there is one. */
export function latestAttempt(ledger: Ledger, analysis: Analysis): Attempt | undefined {
  const row = ledger.get("SELECT * FROM attempts WHERE analysis_id = ? ORDER BY number DESC LIMIT 1", analysis.id);
  return row && toAttempt(row);
}

/** The attempt with this id. */
export function attemptById(ledger: Ledger, id: number): Attempt {
  return toAttempt(ledger.get("SELECT * FROM attempts WHERE id = ?", id)!);
}

/** The attempt of an analysis that finished, if one did: its products are what others use. */
export function finishedAttempt(ledger: Ledger, analysis: Analysis): Attempt | undefined {
  const row = ledger.get("SELECT * FROM attempts WHERE analysis_id = ? AND outcome = 'finished' ORDER BY number DESC LIMIT 1", analysis.id);
  return row && toAttempt(row);
}

function toAttempt(row: Row): Attempt {
  return {
    id: Number(row["id"]),
    analysisId: Number(row["analysis_id"]),
    number: Number(row["number"]),
    resumes: row["resumes"] === null ? undefined : Number(row["resumes"]),
    snapshot: JSON.parse(String(row["snapshot"])) as Snapshot,
    configFile: String(row["config_file"]),
    configSha256: String(row["config_sha256"]),
    configCommit: textOf(row["config_commit"]),
    runDirectory: String(row["run_directory"]),
    started: String(row["started"]),
    buildStarted: textOf(row["build_started"]),
    workflow: jsonOf(row["workflow"]) as BuiltWorkflow | undefined,
    ended: textOf(row["ended"]),
    outcome: textOf(row["outcome"]) as Attempt["outcome"],
    cause: jsonOf(row["cause"]) as Cause | undefined,
    requests: jsonOf(row["requests"]) as GrownRequests | undefined,
    granted: jsonOf(row["granted"]) as Grant | undefined,
    program: jsonOf(row["program"]) as Program | undefined,
  };
}

function jsonOf(value: Row[string] | undefined): unknown {
  return typeof value === "string" ? JSON.parse(value) : undefined;
}

function textOf(value: Row[string] | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
