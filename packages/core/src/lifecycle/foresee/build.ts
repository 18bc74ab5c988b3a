import { existsSync } from "node:fs";

import type { Analysis } from "../../analysis/index.ts";
import type { RenderedConfig } from "../../pipeline/index.ts";
import { AsimovError, readIfExists } from "../../system/index.ts";
import { draftAttempt, isBuilt, refuseUnbuildable, type Draft } from "../build.ts";
import { textToBuild, type EditedConfig } from "../edited-config.ts";
import { callHook } from "../hooks.ts";
import { isHome } from "../home.ts";
import { renderOnly } from "../preview.ts";
import { readyIn, type Failure, type Selection } from "../selection.ts";
import type { Session } from "../session.ts";
import { troubleOf } from "../trouble.ts";
import { changedLines } from "./changed-lines.ts";
import { isRestricted } from "./restricted.ts";

/** A config file that a build would write. */
export interface ForeseenBuild {
  readonly analysis: Analysis;
  readonly draft: Draft;
  readonly text: string;
  /** What would change in the file that is there, line by line; undefined where there is none. */
  readonly changes: readonly string[] | undefined;
}

/** What `buildReady` would build, and what would fail; nothing is written, and of the pipelines only `beforeConfig` and the template are asked. */
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
  await refuseUnbuildable(session, analysis, draft);
  const rendered = await foreseeConfig(session, analysis, draft);
  const text = textToBuild(session, analysis, draft.configFile, rendered.text, edited);
  const there = readIfExists(draft.configFile);
  return { analysis, draft, text, changes: there === undefined ? undefined : changedLines(there, text) };
}

// What beforeConfig refuses, a build would refuse. One that wants to do more than look can't be tried, and says nothing of what it would refuse.
async function foreseeConfig(session: Session, analysis: Analysis, draft: Draft): Promise<RenderedConfig> {
  // A build fetches files before its hooks look at them.
  if (draft.files.some(({ file }) => !existsSync(file))) return renderOnly(session, analysis, draft);
  let wantsToRun = false;
  const run = async (): Promise<never> => {
    wantsToRun = true;
    throw new AsimovError("DRY_RUN", { message: "a dry run runs no commands" });
  };
  try {
    return await callHook(session, analysis, draft, "build", { run });
  } catch (error) {
    if (!wantsToRun && !isRestricted(error)) throw error;
    return renderOnly(session, analysis, draft);
  }
}
