import { aliases, type Alias } from "../aliases.ts";
import { formatPath, type SettingPath } from "../path.ts";
import type { Audience } from "./audience.ts";
import { nodeBelow } from "./tree.ts";
import type { Renaming, KeyNode, Vocabulary } from "./types.ts";

/** The key that counts for an old name, as far as it is one for this audience. */
export function currentKeyFor({ deprecated }: Vocabulary, key: string, audience: Audience): string | undefined {
  return deprecated.get(key)?.find((former) => countsFor(former, audience))?.key;
}

/** The old names, besides core's, that count for the settings of an audience. */
export function formerNamesFor({ deprecated }: Vocabulary, audience: Audience): readonly Alias[] {
  return [...deprecated].flatMap(([name, all]) => {
    const former = all.find((one) => countsFor(one, audience));
    return former === undefined || former.reader === "core" ? [] : [{ old: name.split("."), canonical: former.key.split(".") }];
  });
}

/** Why a package can't declare `name` as an old one of `key`; undefined where it can. `facts` are what documents say about themselves. */
export function faultyFormerName(name: string, key: string, isDescribed: (key: string) => boolean, facts: readonly KeyNode[]): string | undefined {
  const [old, current] = [name.split("."), key.split(".")];
  if ([...old, ...current].some((part) => part === "*")) return 'old names are of one key, without "*"';
  if (liesIn(current, old) || liesIn(old, current)) return "one of them lies in the other";
  if (isDescribed(name)) return `"${name}" is described as a key that counts`;
  if (facts.some((node) => nodeBelow(node, old[0]!) !== undefined)) return `"${old[0]}" is what a document says about itself`;
  const alias = aliases.find((one) => [old, current].some((path) => liesIn(path, one.old)));
  return alias === undefined ? undefined : `"${formatPath(alias.old)}" is an old name of "${formatPath(alias.canonical)}" everywhere`;
}

// As with descriptions: what a pipeline says counts for its own analyses, what others say for all.
function countsFor({ reader }: Renaming, { pipeline, installed }: Audience): boolean {
  return reader === "core" || pipeline === undefined || reader === pipeline || !installed.has(reader);
}

function liesIn(path: SettingPath, outer: SettingPath): boolean {
  return outer.every((key, depth) => path[depth] === key);
}
