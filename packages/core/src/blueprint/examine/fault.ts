import { isMap, type Description, type SettingPath, type Value, type ValueType } from "../../settings/index.ts";

/** What is wrong with a value, at its own path. */
export interface Fault {
  readonly path: SettingPath;
  readonly value: Value;
  readonly kind: "type" | "range" | "value";
  readonly types: readonly ValueType[];
  readonly description: Description;
}

/** How the scalars in a value are read. */
export interface Reading {
  readonly faults: readonly Fault[];
  /** Texts such as `1e9` that are read as numbers. */
  readonly numbers: readonly { readonly path: SettingPath; readonly text: string; readonly value: number }[];
  /** What is expected at each scalar that was looked at. */
  readonly leaves: readonly { readonly path: SettingPath; readonly bases: readonly ValueType["base"][] }[];
}

/** Reads a value as one of several descriptions has it: the first that it agrees with, else the first. */
export function readValue(value: Value, path: SettingPath, descriptions: readonly Description[]): Reading {
  const readings = descriptions.map((description) => read(value, path, description.types, description));
  return readings.find(({ faults }) => faults.length === 0) ?? readings[0] ?? nothing;
}

const nothing: Reading = { faults: [], numbers: [], leaves: [] };
const exponent = /^[-+]?(?:\d+\.?\d*|\.\d+)[eE][-+]?\d+$/;

function read(value: Value, path: SettingPath, types: readonly ValueType[], description: Description): Reading {
  const fault = (kind: Fault["kind"]): Reading => ({ ...nothing, faults: [{ path, value, kind, types, description }] });
  const bases = types.filter(({ perDetector, listOf }) => !perDetector && !listOf).map(({ base }) => base);
  if (value === null || bases.includes("anything")) return nothing;
  if (isMap(value)) {
    if (bases.includes("map") || bases.includes("section")) return nothing;
    const inner = types.filter((type) => type.perDetector).map((type) => ({ ...type, perDetector: false }));
    return inner.length === 0 ? fault("type") : together(Object.entries(value), path, inner, description);
  }
  if (Array.isArray(value)) {
    if (bases.includes("list")) return nothing;
    const inner = types.filter((type) => type.listOf && !type.perDetector).map((type) => ({ ...type, listOf: false }));
    const items = [...value.entries()].map(([index, item]) => [String(index), item as Value] as const);
    return inner.length === 0 ? fault("type") : together(items, path, inner, description);
  }
  const isNumber = bases.includes("number") || bases.includes("integer");
  const text = isNumber && typeof value === "string" && exponent.test(value) && Number.isFinite(Number(value)) ? value : undefined;
  const numbers = text === undefined ? [] : [{ path, text, value: Number(text) }];
  const meant = numbers[0]?.value ?? value;
  const kind = bases.some((base) => isOf(base, meant)) ? outside(meant, description) : "type";
  return { faults: kind === undefined ? [] : fault(kind).faults, numbers, leaves: [{ path, bases }] };
}

function together(inner: readonly (readonly [string, Value])[], path: SettingPath, types: readonly ValueType[], description: Description): Reading {
  const all = inner.map(([key, value]) => read(value, [...path, key], types, description));
  return {
    faults: all.flatMap(({ faults }) => faults),
    numbers: all.flatMap(({ numbers }) => numbers),
    leaves: all.flatMap(({ leaves }) => leaves),
  };
}

function isOf(base: ValueType["base"], value: Value): boolean {
  if (base === "text" || base === "path") return typeof value === "string";
  return base === "integer" ? Number.isInteger(value) : typeof value === base;
}

function outside(value: Value, { minimum, above, maximum, values }: Description): "range" | "value" | undefined {
  if ((typeof value === "string" || typeof value === "number") && values !== undefined && !values.includes(value)) return "value";
  if (typeof value !== "number") return undefined;
  return (minimum !== undefined && value < minimum) || (above !== undefined && value <= above) || (maximum !== undefined && value > maximum)
    ? "range"
    : undefined;
}
