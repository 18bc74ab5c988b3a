import { existsSync } from "node:fs";

import type { Analysis } from "../../analysis/index.ts";
import { AsimovError, typed } from "../../system/index.ts";
import { effectiveNow, latestAttempt, type Attempt } from "../record/index.ts";
import { configuredScheduler, schedulerName } from "../schedulers.ts";
import type { Session } from "../session.ts";
import { reasonOf, remedyOf } from "../trouble.ts";
import { examineWorkflow } from "./examine.ts";
import { profileNamed, type ProfilePlaces } from "./find-profile.ts";
import type { Finding } from "./finding.ts";
import type { SiteProfile } from "./profile.ts";
import { remedyFor } from "./remedy.ts";

/** What a site would say to the workflow of an analysis. */
export interface SiteCheck {
  readonly analysis: Analysis;
  /** The name of the profile; undefined where no site is said. */
  readonly site: string | undefined;
  /** What was checked; undefined where nothing was. */
  readonly workflow: string | undefined;
  readonly findings: readonly Finding[];
  /** Why nothing was checked, and the command that helps. */
  readonly unchecked?: { readonly reason: string; readonly remedy: string } | undefined;
}

/**
 * Compares the newest workflow of each analysis with the profile of `site`, or with that of the site that its scheduler is configured for. Throws
 * `SITE_UNKNOWN` and `SITE_PROFILE_INVALID`.
 */
export async function checkSites(session: Session, analyses: readonly Analysis[], site?: string): Promise<readonly SiteCheck[]> {
  const profiles = new Map<string, SiteProfile>();
  const profileOf = async (name: string): Promise<SiteProfile> => {
    const profile = profiles.get(name) ?? (await profileNamed(name, placesOf(session)));
    profiles.set(name, profile);
    return profile;
  };
  // One that nobody has is told of also where there is nothing to check.
  if (site !== undefined) await profileOf(site);
  const checks: SiteCheck[] = [];
  for (const analysis of analyses) checks.push(await checkOne(session, analysis, site, profileOf));
  return checks;
}

/** Whether something of an analysis may still be submitted, without that somebody wants it anew. */
export function isToBeSubmitted({ status }: Pick<Analysis, "status">): boolean {
  return ["ready", "wait", "restart", "stuck"].includes(status);
}

/** Where a session looks for profiles. */
export function placesOf({ project, discovery }: Session): ProfilePlaces {
  return { projectDirectory: project.directory, discovery };
}

async function checkOne(
  session: Session,
  analysis: Analysis,
  asked: string | undefined,
  profileOf: (name: string) => Promise<SiteProfile>,
): Promise<SiteCheck> {
  const attempt = latestAttempt(session.project.ledger, analysis);
  const nothing = { analysis, workflow: undefined, findings: [] };
  try {
    const scheduler = schedulerOf(session, analysis, attempt);
    const { site, options } = configuredScheduler(scheduler, session.project.config);
    const name = asked ?? site;
    if (name === undefined) return { ...nothing, site: undefined, unchecked: withoutSite(analysis, scheduler) };
    const profile = await profileOf(name);
    const { workflow } = attempt ?? {};
    if (workflow === undefined || !existsSync(workflow.file))
      return { ...nothing, site: profile.name, unchecked: withoutWorkflow(analysis, attempt) };
    const findings = await examineWorkflow(workflow, { profile, options, remedyFor: remedyFor(session, analysis, scheduler) });
    return { analysis, site: profile.name, workflow: workflow.file, findings };
  } catch (error) {
    // Settings that can't be resolved are an error of their analysis alone.
    if (!(error instanceof AsimovError) || !error.code.startsWith("SETTINGS_")) throw error;
    return { ...nothing, site: asked, unchecked: { reason: reasonOf(error), remedy: remedyOf(error) ?? `asimov why ${typed(analysis.address)}` } };
  }
}

function schedulerOf({ project: { ledger, config }, discovery }: Session, analysis: Analysis, attempt: Attempt | undefined): string {
  return schedulerName(attempt ? attempt.snapshot.settings : effectiveNow(ledger, analysis, discovery).settings, config);
}

function withoutSite({ address }: Analysis, scheduler: string): SiteCheck["unchecked"] {
  const remedy = `asimov check --site NAME ${typed(address)}; or say it for all submissions in the configuration: schedulers: {${scheduler}: {site: NAME}}`;
  return { reason: `no site is said for scheduler "${scheduler}"`, remedy };
}

function withoutWorkflow({ address }: Analysis, attempt: Attempt | undefined): SiteCheck["unchecked"] {
  if (attempt?.workflow) return { reason: `its workflow ${attempt.workflow.file} is gone`, remedy: `asimov analysis restart ${typed(address)}` };
  const reason = attempt?.snapshot.submitsItself
    ? "its builder submits by itself, and leaves no workflow to look at before that"
    : "it has no workflow yet: its builder writes that, at its submission";
  const step = attempt === undefined || attempt.ended !== undefined ? "build submit" : "submit";
  const shows = `asimov manage ${step} --dry-run --analysis ${typed(address)} shows the command that writes it`;
  return { reason, remedy: attempt?.snapshot.submitsItself ? shows : `${shows}; what is submitted to a scheduler with a site is checked first` };
}
