import { existsSync } from "node:fs";

import type { Analysis } from "../../analysis/index.ts";
import { typed } from "../../system/index.ts";
import { attemptsOf, effectiveNow } from "../record/index.ts";
import { configuredScheduler, schedulerName } from "../schedulers.ts";
import type { Session } from "../session.ts";
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
  const { ledger, config } = session.project;
  const attempts = attemptsOf(ledger, analysis);
  const attempt = attempts.findLast(({ workflow }) => workflow !== undefined);
  const { settings, submitsItself } = attempts.at(-1)?.snapshot ?? {};
  const scheduler = schedulerName(settings ?? effectiveNow(ledger, analysis, session.discovery).settings, config);
  const { site = asked, options } = { ...configuredScheduler(scheduler, config), ...(asked !== undefined && { site: asked }) };
  const nothing = { analysis, site, workflow: undefined, findings: [] };
  if (site === undefined) {
    const remedy = `asimov check --site NAME ${typed(analysis.address)}; or say it for all submissions in the configuration: schedulers: {${scheduler}: {site: NAME}}`;
    return { ...nothing, unchecked: { reason: `no site is said for scheduler "${scheduler}"`, remedy } };
  }
  const profile = await profileOf(site);
  const { workflow } = attempt ?? {};
  if (workflow === undefined || !existsSync(workflow.file)) {
    const step = attempts.length === 0 ? "build submit" : "submit";
    const reason =
      workflow !== undefined
        ? `its workflow ${workflow.file} is gone`
        : submitsItself
          ? "its builder submits by itself, and leaves no workflow to look at before that"
          : "it has no workflow yet: its builder writes that, at its submission";
    const remedy = `asimov manage ${step} --dry-run --analysis ${typed(analysis.address)} shows the command that writes it; what is submitted to a scheduler with a site is checked first`;
    return { ...nothing, site: profile.name, unchecked: { reason, remedy } };
  }
  const findings = await examineWorkflow(workflow, { profile, options, remedyFor: remedyFor(session, analysis, scheduler) });
  return { analysis, site: profile.name, workflow: workflow.file, findings };
}
