import type { Analysis } from "../../analysis/index.ts";
import { typed } from "../../system/index.ts";
import type { Session } from "../session.ts";
import type { SiteRule } from "./profile.ts";

/**
 * What to do about a rule that the workflow of an analysis breaks: what to write, and which setting its pipeline writes there, where the pipeline has
 * said that. `scheduler` is the name of the one that it goes to.
 */
export function remedyFor(session: Session, analysis: Analysis, scheduler: string): (rule: SiteRule) => string | undefined {
  return ({ name, fix, settings, option }) => {
    const ways = [
      ...(fix === undefined ? [] : [`Write: ${fix}`]),
      ...settings.flatMap((key) => writtenFrom(session, analysis, key) ?? []),
      ...(option === undefined || session.project.config.schedulers[scheduler] === undefined
        ? []
        : [`Or for all jobs, in the configuration: schedulers: {${scheduler}: {${option}: ...}}`]),
    ];
    if (ways.length === 0) return `Change ${name} there.`;
    return `${ways.join(". ")}.`;
  };
}

function writtenFrom({ vocabulary }: Session, { pipeline, address }: Analysis, key: string): string | undefined {
  const own = vocabulary.entries.get(key)?.descriptions.find(({ reader }) => reader === pipeline);
  if (own === undefined) return undefined;
  const where = own.option === undefined ? "" : ` (${own.option} in its config file)`;
  return `${pipeline} writes it from "${key}"${where}: asimov analysis set ${typed(address)} ${typed(`${key}=VALUE`)}`;
}
