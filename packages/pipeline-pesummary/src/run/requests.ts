import type { EnvironmentView, Settings } from "@asimov-gw/core/pipeline";

import type { Options } from "../options/index.ts";
import { at, unsuitable } from "../settings.ts";

/** What the job asks of the machine that runs it, and on whose account. */
export interface Requests {
  readonly cpus: number;
  /** As submit files have it. */
  readonly memory: string;
  readonly disk: string;
  readonly accounting: EnvironmentView["accounting"];
}

// What the reference asks for.
const usual = "8192MB";

/** The requests of the settings: those for jobs after the sampling, and where `own` holds those of the analysis itself, count. Throws `PESUMMARY_SETTING`. */
export function requestsOf(settings: Settings, { multi_process }: Options, accounting: EnvironmentView["accounting"], own: boolean): Requests {
  const group = accounting.group ?? at(settings, "scheduler", "accounting group");
  return {
    cpus: typeof multi_process === "number" ? multi_process : 1,
    memory: sizeAt(settings, "memory", own),
    disk: sizeAt(settings, "disk", own),
    accounting: { group: typeof group === "string" ? group : undefined, user: accounting.user },
  };
}

function sizeAt(settings: Settings, what: "memory" | "disk", own: boolean): string {
  const key = [`request post ${what}`, ...(own ? [`request ${what}`] : [])].find((name) => at(settings, "scheduler", name) !== undefined);
  if (key === undefined) return usual;
  const value = at(settings, "scheduler", key)!;
  if (typeof value === "number" && value > 0) return `${Math.ceil(value * 1024)}MB`;
  if (typeof value === "string" && /^\d+(?:\.\d+)?\s*[KMGT]B?$/i.test(value.trim())) return value.replaceAll(/\s+/g, "");
  throw unsuitable(`scheduler.${key}`, value, "a number of GB above 0, or text such as 8GB");
}
