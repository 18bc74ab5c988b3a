import type { AsimovError } from "../system/index.ts";
import type { Layer, Origin } from "./layer.ts";
import { isMap, type SettingPath } from "./path.ts";
import type { Settings, Value } from "./types.ts";

/**
 * What a layer, or several merged, say at one path to what lies below them. Settings alone can't hold it: "cut away what is below, then this"
 * is neither a tombstone nor a value.
 */
export type Said = SaidValue | SaidMap | SaidNothing | SaidConflict;

/** A list or scalar. */
interface SaidValue {
  readonly kind: "value";
  readonly value: Exclude<Value, Settings | null>;
  readonly origin: Origin;
  /** Whether it stands whatever is below, which may then also be a map. */
  readonly cuts: boolean;
  /** Why it can't be used as it is, unless something above replaces it. */
  readonly problem?: AsimovError | undefined;
}

/** A map; its origin is the lowest layer that has one there. */
export interface SaidMap {
  readonly kind: "map";
  readonly entries: ReadonlyMap<string, Said>;
  readonly origin: Origin;
  readonly cuts: boolean;
}

/** A tombstone: cuts away what is below. */
interface SaidNothing {
  readonly kind: "nothing";
  readonly origin: Origin;
}

/** What doesn't fit together, until something above cuts it away. */
export interface SaidConflict {
  readonly kind: "conflict";
  readonly problem: AsimovError;
}

/** What a layer says, spelled as it is there. */
export function saidBy(layer: Layer): SaidMap {
  return mapOf(layer.settings, layer, []);
}

/** A map with these entries that cuts away nothing. */
export function saidMap(entries: ReadonlyMap<string, Said>, origin: Origin): SaidMap {
  return { kind: "map", entries, origin, cuts: false };
}

/** `node` and the maps around it, as if it were all that is said. */
export function wrap(path: SettingPath, node: Said, origin: Origin): SaidMap {
  const [key, ...inner] = path;
  if (key === undefined) throw new TypeError("the whole settings have no key");
  return saidMap(new Map([[key, inner.length === 0 ? node : wrap(inner, node, origin)]]), origin);
}

/** What is said exactly at `path`, or undefined. */
export function saidAt(root: Said, path: SettingPath): Said | undefined {
  let node: Said | undefined = root;
  for (const key of path) node = node?.kind === "map" ? node.entries.get(key) : undefined;
  return node;
}

/** Whether something is said at `path`, or above it in a way that leaves nothing open there. */
export function isSettled(root: SaidMap, path: SettingPath): boolean {
  const above = path.map((_, depth) => saidAt(root, path.slice(0, depth)));
  return saidAt(root, path) !== undefined || above.some((node) => node !== undefined && node.kind !== "map");
}

function mapOf(settings: Settings, layer: Layer, path: SettingPath): SaidMap {
  const entries = Object.entries(settings).map(([key, value]) => [key, nodeOf(value, layer, [...path, key])] as const);
  return saidMap(new Map(entries), originIn(layer, path));
}

function nodeOf(value: Value, layer: Layer, path: SettingPath): Said {
  if (isMap(value)) return mapOf(value, layer, path);
  const origin = originIn(layer, path);
  return value === null ? { kind: "nothing", origin } : { kind: "value", value, origin, cuts: false };
}

function originIn(layer: Layer, path: SettingPath): Origin {
  const at = layer.place?.(path);
  return at ? { layer: layer.name, at } : { layer: layer.name };
}
