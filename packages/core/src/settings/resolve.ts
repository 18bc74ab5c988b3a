import { AsimovError, throwAll } from "../system/index.ts";
import { besides } from "./beside.ts";
import { canonical } from "./canonical.ts";
import { derivations } from "./derive.ts";
import type { Layer, Origin } from "./layer.ts";
import { merge, silence } from "./merge.ts";
import { formatPath } from "./path.ts";
import { isSettled, saidBy, wrap, type SaidMap } from "./said.ts";
import { settle } from "./settle.ts";
import type { Settings } from "./types.ts";

/** Effective settings, with the origin of every leaf by its path key. */
export interface Resolved {
  readonly settings: Settings;
  readonly lineage: ReadonlyMap<string, Origin>;
}

/**
 * Merges layers, lowest first, whatever spellings they use, and fills in what the result implies. Maps are merged deeply, lists and scalars whole;
 * `null` cuts away what lower layers say below its path, and lets nothing be derived there.
 * Throws `SETTINGS_TWO_SPELLINGS`, `SETTINGS_MAP_AGAINST_VALUE` and `SETTINGS_TWO_PROVIDERS`, each naming both places. `address` is that
 * of the analysis whose layers these are: the place of what was written in no file.
 */
export function resolveLayers(layers: readonly Layer[], address?: string): Resolved {
  const { problems, ...resolved } = tryToResolve(layers);
  throwAll(problems.map((problem) => (problem.at === undefined ? atAddress(problem, address) : problem)));
  return resolved;
}

/** As {@link resolveLayers}, but with what is wrong instead of throwing it; what has a problem is then left out. */
export function tryToResolve(layers: readonly Layer[]): Resolved & { readonly problems: readonly AsimovError[] } {
  const spelled = layers.map((layer) => ({ beside: layer.beside === true, ...canonical(saidBy(layer), layer.former) }));
  let groups: readonly { readonly beside: boolean; readonly said: SaidMap }[] = [];
  for (const next of spelled) {
    const last = groups.at(-1);
    groups = last?.beside && next.beside ? [...groups.slice(0, -1), { ...last, said: besides(last.said, next.said) }] : [...groups, next];
  }
  const merged = groups.reduce((lower, { said }) => merge(lower, said), silence);
  const { settings, problems } = settle(merged);
  const complete = settle(derivedIn(merged, settings));
  return { settings: complete.settings, lineage: complete.lineage, problems: [...spelled.flatMap((layer) => layer.problems), ...problems] };
}

function derivedIn(merged: SaidMap, settings: Settings): SaidMap {
  const open = derivations(settings).filter(({ path }) => !isSettled(merged, path));
  return open.reduce((said, { path, value, from }) => {
    const origin: Origin = { layer: "derived", from: from.map(formatPath) };
    return merge(said, wrap(path, { kind: "value", value, origin, cuts: false }, origin));
  }, merged);
}

function atAddress({ code, message, remedy }: AsimovError, address: string | undefined): AsimovError {
  return new AsimovError(code, { message, at: address, remedy });
}
