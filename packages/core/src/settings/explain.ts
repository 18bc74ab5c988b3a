import type { Place } from "../system/index.ts";
import { canonicalKey, canonicalPath, type Alias } from "./aliases.ts";
import type { Layer } from "./layer.ts";
import { formatPath, isMap, pathKey, pathOfKey, valueAt, type SettingPath } from "./path.ts";
import { tryToResolve } from "./resolve.ts";
import type { Value } from "./types.ts";

/** What one layer says at one path, or other settings imply there. */
export interface Saying {
  /** The path that counts, however it was written. */
  readonly path: SettingPath;
  readonly layer: string;
  /** `null` is a tombstone: it cuts away what lower layers say there and below. */
  readonly value: Value;
  readonly at: Place | undefined;
  /** The layer above that says something else, or cuts this away; undefined when this counts. */
  readonly beatenBy: string | undefined;
  /** The former spelling or home that it was written with. */
  readonly writtenAs?: string | undefined;
  /** The settings that a derived value was computed from. */
  readonly from?: readonly string[] | undefined;
}

/**
 * What the layers (lowest first) say of `key`, a path as people write it, in whatever spelling: at it, below it, and tombstones above it;
 * the highest layer first, and last what is derived.
 */
export function explain(layers: readonly Layer[], key: string): readonly Saying[] {
  const all = layers.map((layer) => ({ layer, leaves: [...leavesOf(layer)] }));
  const wanted = canonicalKey(key, formerIn(layers));
  const sayings = all.map(({ layer, leaves }, index) =>
    leaves
      .filter((leaf) => concerns(leaf, wanted))
      .map(({ path, written, value }): Saying => {
        const above = all.slice(index + 1).findLast((higher) => higher.leaves.some((leaf) => beats(leaf, path, value)));
        const former = written === path ? {} : { writtenAs: formatPath(written) };
        return { path, layer: layer.name, value, at: layer.place?.(written), beatenBy: above?.layer.name, ...former };
      }),
  );
  return [...sayings.toReversed().flat(), ...derived(layers).filter((saying) => concerns(saying, wanted))];
}

/** Every key that the layers say or imply something of, as people write it, maps included. */
export function knownKeys(layers: readonly Layer[]): readonly string[] {
  const said = layers.flatMap((layer) => [...leavesOf(layer)]);
  const paths = [...said, ...derived(layers)].map(({ path }) => path);
  return [...new Set(paths.flatMap((path) => path.map((_, depth) => formatPath(path.slice(0, depth + 1)))))];
}

/** The old names, besides core's, that count in any of `layers`. */
export function formerIn(layers: readonly Layer[]): readonly Alias[] {
  return [...new Set(layers.flatMap(({ former = [] }) => former))];
}

interface Leaf {
  readonly path: SettingPath;
  readonly value: Value;
}

interface WrittenLeaf extends Leaf {
  /** As its layer has it; the path itself where that is the same. */
  readonly written: SettingPath;
}

function* leavesOf({ settings, former }: Pick<Layer, "settings" | "former">, above: SettingPath = []): Generator<WrittenLeaf, void> {
  for (const [key, value] of Object.entries(settings)) {
    const written = [...above, key];
    if (isMap(value) && Object.keys(value).length > 0) yield* leavesOf({ settings: value, former }, written);
    else yield { path: canonicalPath(written, former), written, value };
  }
}

function derived(layers: readonly Layer[]): readonly Saying[] {
  const { settings, lineage } = tryToResolve(layers);
  return [...lineage].flatMap(([key, { layer, from }]): readonly Saying[] => {
    const path = pathOfKey(key);
    return from ? [{ path, layer, value: valueAt(settings, path) ?? null, at: undefined, beatenBy: undefined, from }] : [];
  });
}

// Compared as people write them: a key may itself have a dot.
function concerns({ path, value }: Leaf, key: string): boolean {
  const here = formatPath(path);
  return here === key || here.startsWith(`${key}.`) || (value === null && key.startsWith(`${here}.`));
}

function beats(leaf: Leaf, path: SettingPath, value: Value): boolean {
  const [higher, lower] = [pathKey(leaf.path), pathKey(path)];
  // An empty map says nothing against another.
  if (higher === lower) return !(isMap(leaf.value) && isMap(value));
  if (higher.startsWith(`${lower}/`)) return value === null || (isMap(value) && leaf.value !== null);
  return leaf.value === null && lower.startsWith(`${higher}/`);
}
