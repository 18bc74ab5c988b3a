import { formatPath, type SettingPath } from "./path.ts";

/** A former spelling or home of a setting, and the one that counts. Either may be a map with settings in it. */
export interface Alias {
  readonly old: SettingPath;
  readonly canonical: SettingPath;
}

/** Former spellings and homes that have one clear new place; no canonical path is, or lies in, an old one. */
export const aliases: readonly Alias[] = [
  alias("likelihood.marginalisation", "likelihood.marginalization"),
  alias("likelihood.minimum frequency", "quality.minimum frequency"),
  alias("likelihood.maximum frequency", "quality.maximum frequency"),
  alias("likelihood.reference frequency", "waveform.reference frequency"),
  alias("approximant", "waveform.approximant"),
  alias("start-frequency", "likelihood.start frequency"),
  // The reference lets it keep the segment start from being derived, and means nothing else by it.
  alias("quality.segment start", "likelihood.segment start"),
  alias("quality.high-frequency", "quality.high frequency"),
  alias("quality.sample-rate", "quality.sample rate"),
  alias("cip jobs", "sampler.cip jobs"),
  alias("lmax", "sampler.lmax"),
];

/** The path that counts for what was written at `path`: the same one, unless it is an old one or lies in one; `former` are old names besides core's. */
export function canonicalPath(path: SettingPath, former: readonly Alias[] = []): SettingPath {
  const found = [...aliases, ...former].find(({ old }) => old.every((key, depth) => path[depth] === key));
  return found ? [...found.canonical, ...path.slice(found.old.length)] : path;
}

/** As {@link canonicalPath}, of a path as people write it: `likelihood.minimum frequency.H1`. */
export function canonicalKey(key: string, former: readonly Alias[] = []): string {
  const found = [...aliases, ...former].find(({ old }) => key === formatPath(old) || key.startsWith(`${formatPath(old)}.`));
  return found ? formatPath(found.canonical) + key.slice(formatPath(found.old).length) : key;
}

// No key of these has a dot in it.
function alias(old: string, canonical: string): Alias {
  return { old: old.split("."), canonical: canonical.split(".") };
}
