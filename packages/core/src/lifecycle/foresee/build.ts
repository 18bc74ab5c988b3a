import type { Analysis } from "../../analysis/index.ts";
import { readIfExists } from "../../system/index.ts";
import { draftAttempt, isBuilt, type Draft } from "../build.ts";
import { textToBuild, type EditedConfig } from "../edited-config.ts";
import { isHome } from "../home.ts";
import { renderOnly } from "../preview.ts";
import { readyIn, type Failure, type Selection } from "../selection.ts";
import type { Session } from "../session.ts";
import { troubleOf } from "../trouble.ts";
import { changedLines } from "./changed-lines.ts";

/** A config file that a build would write. */
export interface ForeseenBuild {
  readonly analysis: Analysis;
  readonly draft: Draft;
  readonly text: string;
  /** What would change in the file that is there, line by line; undefined where there is none. */
  readonly changes: readonly string[] | undefined;
}

/** What `buildReady` would build, and what would fail; nothing is written, and of the pipelines only the config file is rendered. */
export async function foreseeBuild(
  session: Session,
  selection: Selection,
  edited: EditedConfig = "refuse",
): Promise<{ readonly builds: readonly ForeseenBuild[]; readonly failures: readonly Failure[] }> {
  isHome(session.project);
  const builds: ForeseenBuild[] = [];
  const failures: Failure[] = [];
  for (const analysis of readyIn(session, selection)) {
    if (isBuilt(session.project.ledger, analysis)) continue;
    try {
      builds.push(await foresee(session, analysis, edited));
    } catch (thrown) {
      failures.push({ analysis, error: troubleOf(thrown, analysis.address) });
    }
  }
  return { builds, failures };
}

async function foresee(session: Session, analysis: Analysis, edited: EditedConfig): Promise<ForeseenBuild> {
  const draft = await draftAttempt(session, analysis);
  const rendered = await renderOnly(session, analysis, draft);
  const text = textToBuild(session, analysis, draft.configFile, rendered.text, edited);
  const there = readIfExists(draft.configFile);
  return { analysis, draft, text, changes: there === undefined ? undefined : changedLines(there, text) };
}
