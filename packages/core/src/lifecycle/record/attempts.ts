import type { Analysis } from "../../analysis/index.ts";
import type { Ledger, Row } from "../../ledger/index.ts";
import type { BuiltWorkflow } from "../../pipeline/index.ts";
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

/** Why an attempt failed. */
export interface Cause {
  readonly kind: "builder" | "node failed" | "removed" | "lost" | "products missing" | "plugin" | "superseded";
  readonly message: string;
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
    workflow: row["workflow"] === null ? undefined : (JSON.parse(String(row["workflow"])) as BuiltWorkflow),
    ended: textOf(row["ended"]),
    outcome: textOf(row["outcome"]) as Attempt["outcome"],
    cause: row["cause"] === null ? undefined : (JSON.parse(String(row["cause"])) as Cause),
  };
}

function textOf(value: Row[string] | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
