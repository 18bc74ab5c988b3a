import type { GrownRequests, Growing, Growth } from "../../scheduler/index.ts";
import { isMap, type Settings } from "../../settings/index.ts";
import type { Attempt, Cause } from "../record/index.ts";

const usualFactor = 1.5;

// From the units of settings to those of requests: GB, as programs and schedulers count them, to MiB, and hours to seconds.
const units: Readonly<Record<Growing, number>> = { memory: 1024, disk: 1024, time: 3600 };

/** What the jobs of the next try get more of than they ask for, after `cause`; undefined where they get what they ask for. */
export function requestsAfter({ requests, snapshot }: Attempt, cause: Cause): GrownRequests | undefined {
  const growing = growingIn(cause);
  if (growing === undefined) return requests;
  const { factor, limit } = growthOf(snapshot.settings, growing);
  const grown = { factor: (requests?.[growing]?.factor ?? 1) * factor, ...(limit !== undefined && { limit }) };
  return { ...requests, [growing]: grown };
}

function growingIn({ kind, class: about }: Cause): Growing | undefined {
  if (kind !== "held") return undefined;
  return about === "memory" || about === "disk" || about === "time" ? about : undefined;
}

function growthOf(settings: Settings, what: Growing): Growth {
  const scheduler = isMap(settings["scheduler"]) ? settings["scheduler"] : {};
  const said = isMap(scheduler["growth"]) ? scheduler["growth"] : {};
  const factor = said[what];
  const limit = said[`${what} limit`];
  return {
    factor: typeof factor === "number" && factor >= 1 ? factor : usualFactor,
    limit: typeof limit === "number" ? limit * units[what] : undefined,
  };
}
