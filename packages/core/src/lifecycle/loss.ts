import type { Analysis } from "../analysis/index.ts";
import type { Ledger } from "../ledger/index.ts";
import { formatBytes, formatDuration, sizeOf, typed } from "../system/index.ts";
import { type Attempt, attemptsOf, submissionsOf, usageOfAttempts } from "./record/index.ts";
import { othersIn } from "./run-files/index.ts";
import type { Session } from "./session.ts";
import { unstoredProducts, unstoredResults } from "./unstored.ts";

/** What a new start of an analysis gives up. */
export interface Loss {
  readonly analysis: Analysis;
  /** Seconds of CPU that its jobs have used, as far as schedulers tell. */
  readonly cpuSeconds: number;
  /** Seconds for which jobs of it have been with a scheduler that have not ended; undefined when there are none. */
  readonly underWay: number | undefined;
  /** Bytes of its run directory, which goes to the trash. */
  readonly bytes: number;
  /** Whether products were found. */
  readonly finished: boolean;
  /** Names of the products that are not in the store. */
  readonly unstored: readonly string[];
  /** Whether it could go on from where it was instead. */
  readonly canResurrect: boolean;
}

/** What would be lost if the analysis ran again from the start. */
export function lossOf(session: Session, analysis: Analysis): Loss {
  const { ledger } = session.project;
  const attempts = attemptsOf(ledger, analysis);
  // Those that went on from each other share their files.
  const mine = attempts.slice(
    Math.max(
      attempts.findLastIndex(({ resumes }) => resumes === undefined),
      0,
    ),
  );
  const latest = mine.at(-1);
  const finished = latest?.outcome === "finished";
  return {
    analysis,
    cpuSeconds: cpuOf(ledger, mine),
    underWay: latest && underWayOf(ledger, latest),
    bytes: latest ? ownBytes(session, latest) : 0,
    finished,
    unstored: latest && finished ? unstoredOf(ledger, latest) : [],
    canResurrect: (analysis.status === "stuck" || analysis.status === "stopped") && latest?.workflow !== undefined && !finished,
  };
}

/** Whether a loss is worth a question. */
export function isWorth({ cpuSeconds, underWay, finished }: Loss): boolean {
  return cpuSeconds > 0 || underWay !== undefined || finished;
}

/** A loss in words, each line by itself; what could be done instead at the end. */
export function describeLoss({ analysis, cpuSeconds, underWay, bytes, finished, unstored, canResurrect }: Loss): readonly string[] {
  const hours = cpuSeconds < 3600 ? `${formatDuration(cpuSeconds)} of CPU` : `${(cpuSeconds / 3600).toFixed(1)} CPU hours`;
  // Most schedulers tell what a job used when it has ended.
  const jobs = underWay === undefined ? [] : [`jobs that were submitted ${formatDuration(underWay)} ago`];
  const results = !finished
    ? []
    : [unstored.length === 0 ? "results that are in the store, and stay there" : `results that are not in the store: ${unstored.join(", ")}`];
  const first = `${analysis.address} discards ${[hours, ...jobs, `${formatBytes(bytes)} of files (to the trash)`, ...results].join(", ")}`;
  return canResurrect ? [first, `  it could go on from where it was instead: asimov analysis resurrect ${typed(analysis.address)}`] : [first];
}

function underWayOf(ledger: Ledger, { id }: Attempt): number | undefined {
  const begun = submissionsOf(ledger, id).find(({ ended, jobId }) => ended === undefined && jobId !== undefined)?.intended;
  return begun === undefined ? undefined : Math.max(0, (ledger.clock.now() - Date.parse(begun)) / 1000);
}

function ownBytes({ project, runLinks }: Session, attempt: Attempt): number {
  const { owner, inside } = othersIn(project.ledger, runLinks, attempt);
  if (owner !== undefined) return 0;
  return inside.reduce((bytes, { directory }) => bytes - sizeOf(directory).bytes, sizeOf(attempt.runDirectory).bytes);
}

function cpuOf(ledger: Ledger, attempts: readonly Attempt[]): number {
  const usages = usageOfAttempts(
    ledger,
    attempts.map(({ id }) => id),
  );
  return [...usages.values()].reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
}

// Where a pipeline calls nothing final, all of its products are results.
function unstoredOf(ledger: Ledger, attempt: Attempt): readonly string[] {
  return (attempt.snapshot.finalAssets.length === 0 ? unstoredProducts : unstoredResults)(ledger, attempt).toSorted();
}
