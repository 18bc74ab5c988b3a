import type { Analysis } from "../analysis/index.ts";
import { inParallel } from "../system/index.ts";
import { isBuilt, prepare, settle, type Prepared } from "./build.ts";
import type { EditedConfig } from "./edited-config.ts";
import { ensureHome } from "./home.ts";
import { takeLease, withRepository } from "./leases.ts";
import { commitFiles, ensureRepository, repositoryOf, type RepositoryPlace } from "./repository/index.ts";
import { readyIn, stillReady, tried, type Failure, type Selection } from "./selection.ts";
import type { Session } from "./session.ts";

/** What a build did: the config files of the analyses that were built, and those that failed. */
export interface BuildReport {
  readonly built: readonly { readonly analysis: Analysis; readonly file: string }[];
  readonly failures: readonly Failure[];
}

// Analyses that are built together wait for each other: not for too many.
const together = 50;

/** Builds every ready analysis that is not built yet; those of one repository with one commit. Each fails by itself. */
export async function buildReady(session: Session, selection: Selection, edited: EditedConfig = "refuse"): Promise<BuildReport> {
  ensureHome(session.project);
  const wanted = readyIn(session, selection).filter((analysis) => !isBuilt(session.project.ledger, analysis));
  const byPlace = Map.groupBy(wanted, (analysis) => JSON.stringify(repositoryOf(session, analysis)));
  const reports: BuildReport[] = [];
  for (const analyses of byPlace.values())
    for (let start = 0; start < analyses.length; start += together)
      reports.push(await buildTogether(session, analyses.slice(start, start + together), edited));
  return { built: reports.flatMap(({ built }) => built), failures: reports.flatMap(({ failures }) => failures) };
}

async function buildTogether(session: Session, analyses: readonly Analysis[], edited: EditedConfig): Promise<BuildReport> {
  const place = repositoryOf(session, analyses[0]!);
  const releases: (() => void)[] = [];
  const prepared: Prepared[] = [];
  let opened: Promise<void> | undefined;
  const open = (): Promise<void> => (opened ??= withRepository(session, place, () => ensureRepository(place)));
  try {
    const failures = await inParallel(analyses, session.project.config.monitor.parallel, (analysis) =>
      tried(session, analysis, async () => {
        releases.push(takeLease(session, analysis));
        const now = stillReady(session, analysis);
        if (now && !isBuilt(session.project.ledger, now)) prepared.push(await prepare(session, now, edited, open));
      }),
    );
    const inOrder = prepared.toSorted(
      (a, b) => analyses.findIndex(({ id }) => id === a.analysis.id) - analyses.findIndex(({ id }) => id === b.analysis.id),
    );
    const { built, failures: unsettled } = await commitTogether(session, place, inOrder);
    return { built, failures: [...failures, ...unsettled].filter((failure) => failure !== undefined) };
  } finally {
    for (const release of releases) release();
  }
}

async function commitTogether(session: Session, place: RepositoryPlace, prepared: readonly Prepared[]): Promise<BuildReport> {
  const built: { analysis: Analysis; file: string }[] = [];
  const failures: (Failure | undefined)[] = [];
  const files = prepared.map(({ configFile }) => configFile);
  let committed: Promise<string> | undefined;
  const commit = (): Promise<string> =>
    (committed ??= withRepository(session, place, () => commitFiles(place.directory, files, messageOf(prepared))));
  for (const one of prepared) {
    const { analysis, configFile } = one;
    const failure = await tried(session, analysis, async () => {
      settle(session.project.ledger, one, await commit());
      built.push({ analysis, file: configFile });
      session.notify({ level: "info", address: analysis.address, text: "built" });
    });
    failures.push(failure);
  }
  if (built.length > 0) session.pushes.add(place.directory);
  return { built, failures: failures.filter((failure) => failure !== undefined) };
}

function messageOf(prepared: readonly Prepared[]): string {
  const lines = prepared.map(({ analysis, number }) => `${analysis.name}, attempt ${number}`);
  return lines.length === 1 ? `Configure ${lines[0]}` : `Configure ${lines.length} analyses\n\n${lines.join("\n")}`;
}
