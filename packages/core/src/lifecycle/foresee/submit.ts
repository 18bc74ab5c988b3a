import type { Analysis } from "../../analysis/index.ts";
import type { EditedConfig } from "../edited-config.ts";
import { isBuilt } from "../build.ts";
import { isHome } from "../home.ts";
import { refuseForSite } from "../preflight/index.ts";
import { latestAttempt } from "../record/index.ts";
import { schedulerName } from "../schedulers.ts";
import { readyIn, type Failure, type Selection } from "../selection.ts";
import type { Session } from "../session.ts";
import { Throttle, type Deferred } from "../throttle.ts";
import { troubleOf } from "../trouble.ts";
import { foreseeBuild, type ForeseenBuild } from "./build.ts";
import { foreseeDag, type DagFacts, type ForeseenDag } from "./dag.ts";

/** An analysis that would be submitted, and how far a look at its builder comes. */
export interface ForeseenSubmission {
  readonly analysis: Analysis;
  /** The scheduler that would get it. */
  readonly scheduler: string;
  readonly dag: ForeseenDag;
}

/** How `manage` is rehearsed. */
export interface ForeseeOptions {
  /** Also what is not built yet, as it would be built before. */
  readonly build: boolean;
  readonly submit: boolean;
  readonly edited?: EditedConfig;
  readonly maxSubmit?: number | undefined;
}

/** What building and submitting would do. */
export interface Foreseen {
  readonly builds: readonly ForeseenBuild[];
  readonly submissions: readonly ForeseenSubmission[];
  readonly failures: readonly Failure[];
  readonly deferred: Deferred | undefined;
}

/** What `buildReady` and `submitBuiltOnes` would do: of the pipelines only `buildDag` runs, up to its first outside command. */
export async function foreseeAdvance(session: Session, selection: Selection, options: ForeseeOptions): Promise<Foreseen> {
  isHome(session.project);
  const { builds, failures } = options.build ? await foreseeBuild(session, selection, options.edited) : { builds: [], failures: [] };
  if (!options.submit) return { builds, submissions: [], failures, deferred: undefined };
  const { ledger } = session.project;
  const submissions: ForeseenSubmission[] = [];
  const failed = [...failures];
  const throttle = new Throttle(session, options.maxSubmit);
  const wanted = readyIn(session, selection).flatMap((analysis): readonly { readonly analysis: Analysis; readonly facts: DagFacts }[] => {
    const build = builds.find((one) => one.analysis.id === analysis.id);
    const attempt = latestAttempt(ledger, analysis);
    if (build) return [{ analysis, facts: { ...build.draft, text: build.text } }];
    return attempt && isBuilt(ledger, analysis) ? [{ analysis, facts: attempt }] : [];
  });
  for (const [index, { analysis, facts }] of wanted.entries()) {
    const reason = throttle.take(analysis);
    if (reason !== undefined)
      return { builds, submissions, failures: failed, deferred: { analyses: wanted.slice(index).map((one) => one.analysis), reason } };
    try {
      const scheduler = schedulerName(facts.snapshot.settings, session.project.config);
      const dag = await foreseeDag(session, analysis, facts);
      if (facts.workflow) await refuseForSite(session, analysis, scheduler, facts.workflow);
      submissions.push({ analysis, scheduler, dag });
    } catch (thrown) {
      throttle.release(analysis, false);
      failed.push({ analysis, error: troubleOf(thrown, analysis.address) });
    }
  }
  return { builds, submissions, failures: failed, deferred: undefined };
}
