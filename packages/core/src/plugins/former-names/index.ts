// A door of its own: every command opens a ledger, and most need nothing else of plugins.
import type { SeenNames } from "../../ledger/index.ts";
import { discoverPlugins, type DiscoveryOptions } from "../discovery.ts";
import { formerNamesOf } from "../vocabulary.ts";

/** The names that settings had formerly for the analyses of a pipeline, as plugins declare them that are seen from a project; found when it is called. */
export function formerNamesSeenFrom(options: DiscoveryOptions): SeenNames {
  return formerNamesOf(discoverPlugins(options));
}
