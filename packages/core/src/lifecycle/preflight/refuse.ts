import type { Analysis } from "../../analysis/index.ts";
import type { BuiltWorkflow } from "../../pipeline/index.ts";
import { throwAll, typed, type AsimovError } from "../../system/index.ts";
import { configuredScheduler } from "../schedulers.ts";
import type { Session } from "../session.ts";
import { placesOf } from "./check.ts";
import { examineWorkflow } from "./examine.ts";
import { profileNamed } from "./find-profile.ts";
import { remedyFor } from "./remedy.ts";

/**
 * Makes sure that the site which a scheduler is configured for takes a workflow, before it is handed over. Throws all that it would refuse, each with
 * its place; tells of the rest. Without a site nothing is looked at.
 */
export async function refuseForSite(session: Session, analysis: Analysis, scheduler: string, built: BuiltWorkflow): Promise<void> {
  const { config } = session.project;
  const { site, options } = configuredScheduler(scheduler, config);
  if (site === undefined) return;
  const profile = await profileNamed(site, placesOf(session));
  const findings = await examineWorkflow(built, { profile, options, remedyFor: remedyFor(session, analysis, scheduler) });
  throwAll(findings.filter(({ level }) => level === "error").map(({ error }) => error));
  const { length } = findings;
  if (length === 0) return;
  const what = length === 1 ? findings[0]!.error.message : `${length} warnings of site ${profile.name}: asimov check ${typed(analysis.address)}`;
  session.notify({ level: "warn", address: analysis.address, text: what });
}

/** Whether an error is what a site would refuse, which is mended in settings, in the workflow's files or in the configuration. */
export function isSiteRefusal({ code }: AsimovError): boolean {
  return /^SITE_(?:COMMAND|VALUE|UNIT)_/.test(code);
}
