import type { Place } from "../system/index.ts";
import { formatPath, isMap, pathKey, type Layer, type SettingPath } from "./merge.ts";
import type { Settings, Value } from "./types.ts";

/** What one layer says at one path. */
export interface Saying {
  readonly path: SettingPath;
  readonly layer: string;
  /** `null` is a tombstone: it cuts away what lower layers say there and below. */
  readonly value: Value;
  readonly at: Place | undefined;
  /** The layer above that says something else, or cuts this away; undefined when this counts. */
  readonly beatenBy: string | undefined;
}

/** What the layers (lowest first) say of `key`, a path as people write it: at it, below it, and tombstones above it; the highest layer first. */
export function explain(layers: readonly Layer[], key: string): readonly Saying[] {
  const all = layers.map((layer) => ({ layer, leaves: [...leavesOf(layer.settings)] }));
  const sayings = all.map(({ layer, leaves }, index) =>
    leaves
      .filter((leaf) => concerns(leaf, key))
      .map(({ path, value }) => {
        const above = all.slice(index + 1).findLast((higher) => higher.leaves.some((leaf) => beats(leaf, path, value)));
        return { path, layer: layer.name, value, at: layer.place?.(path), beatenBy: above?.layer.name };
      }),
  );
  return sayings.toReversed().flat();
}

/** Every key that the layers say something of, as people write it, maps included. */
export function knownKeys(layers: readonly Layer[]): readonly string[] {
  const paths = layers.flatMap(({ settings }) => [...leavesOf(settings)].map(({ path }) => path));
  return [...new Set(paths.flatMap((path) => path.map((_, depth) => formatPath(path.slice(0, depth + 1)))))];
}

interface Leaf {
  readonly path: SettingPath;
  readonly value: Value;
}

function* leavesOf(settings: Settings, above: SettingPath = []): Generator<Leaf, void> {
  for (const [key, value] of Object.entries(settings)) {
    const path = [...above, key];
    if (isMap(value) && Object.keys(value).length > 0) yield* leavesOf(value, path);
    else yield { path, value };
  }
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
