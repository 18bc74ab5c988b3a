import { inspect } from "node:util";

import { tryToResolve, type Settings, type Value } from "../../settings/index.ts";
import { AsimovError, typed } from "../../system/index.ts";
import type { ProvidedSettings } from "../types.ts";

/** For whom an attempt provides settings: those that need it, or all analyses of its subject. */
export type ProvidedScope = "needs" | "subject";

/** Settings that an attempt provides, looked at. */
export interface Provided {
  readonly settings: Settings;
  readonly scope: ProvidedScope;
}

const maxCharacters = 1024 * 1024;
const maxDepth = 100;
const maxTold = 10;
const scopes: readonly unknown[] = ["needs", "subject"] satisfies readonly ProvidedScope[];

/**
 * What `collectSettings` returned for the analysis at `address`, one item for each scope that has settings. Throws `PROVIDED_SETTINGS_INVALID` for
 * what is no such item, for values that JSON does not keep as they are, for more than 1 MiB of them, and where they contradict themselves.
 */
export function readProvided(returned: unknown, address: string): readonly Provided[] {
  const items: readonly unknown[] = returned === undefined ? [] : Array.isArray(returned) ? returned : [returned];
  const left = { characters: maxCharacters };
  const problems = items.flatMap((item) => itemProblems(item, left));
  if (problems.length > 0) throw invalid(problems, address);
  const provided = (items as readonly ProvidedSettings[]).flatMap(({ settings, scope = "needs" }) =>
    Object.keys(settings).length === 0 ? [] : [{ settings, scope }],
  );
  const contradictions = contradictionsIn(provided);
  if (contradictions.length > 0) throw invalid(contradictions, address);
  return provided;
}

function itemProblems(item: unknown, left: { characters: number }): readonly string[] {
  if (!isPlainMap(item)) return [`an item is ${shown(item)}, not a map`];
  const { settings, scope, ...others } = item;
  const unknown = Object.keys(others).map((key) => `"${key}" stands beside "settings" and "scope", and is neither`);
  const wrongScope = scope === undefined || scopes.includes(scope) ? [] : [`"scope" is ${shown(scope)}, not "needs" or "subject"`];
  const wrongSettings = isPlainMap(settings) ? valueProblems(settings, [], left) : [`"settings" is ${shown(settings)}, not a map`];
  return [...unknown, ...wrongScope, ...wrongSettings];
}

// A circle is deeper than any limit, and what is named at two places counts twice.
function valueProblems(value: unknown, path: readonly string[], left: { characters: number }): readonly string[] {
  if (left.characters < 0) return [];
  if (path.length > maxDepth) return [`"${path[0]}" is nested deeper than ${maxDepth} levels`];
  const spend = (text: string): readonly string[] => {
    const isLast = left.characters >= 0 && left.characters < text.length;
    left.characters -= text.length;
    return isLast ? [`there are more than ${maxCharacters} characters of settings`] : [];
  };
  if (Array.isArray(value))
    return [...spend("[]"), ...Array.from(value, (item, index) => valueProblems(item, [...path, String(index)], left)).flat()];
  if (isPlainMap(value)) {
    const inner = Object.entries(value).flatMap(([key, one]) => [...spend(`"${key}":`), ...valueProblems(one, [...path, key], left)]);
    return [...spend("{}"), ...inner];
  }
  if (isScalar(value)) return spend(JSON.stringify(value));
  return [`"${path.join(".")}" is ${shown(value)}, which JSON can't say`];
}

// What one layer can't say; and both scopes reach those that need the analysis.
function contradictionsIn(provided: readonly Provided[]): readonly string[] {
  const twice = [...Map.groupBy(provided, ({ scope }) => scope)].filter(([, mine]) => mine.length > 1);
  const layers = provided.map(({ settings, scope }) => ({ name: `scope "${scope}"`, settings, beside: true }));
  return [...twice.map(([scope]) => `scope "${scope}" is there more than once`), ...tryToResolve(layers).problems.map(({ message }) => message)];
}

function isScalar(value: unknown): value is Exclude<Value, Settings | readonly Value[]> {
  return value === null || typeof value === "boolean" || typeof value === "string" || Number.isFinite(value);
}

function isPlainMap(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function shown(value: unknown): string {
  return inspect(value, { depth: 0, maxArrayLength: 3, maxStringLength: 60, breakLength: Infinity });
}

function invalid(problems: readonly string[], address: string): AsimovError {
  const more = problems.length > maxTold ? `; and ${problems.length - maxTold} more` : "";
  return new AsimovError("PROVIDED_SETTINGS_INVALID", {
    message: `what collectSettings returned can't be provided: ${problems.slice(0, maxTold).join("; ")}${more}`,
    at: address,
    remedy: `Its author returns { settings: { data: { channels: { H1: "H1:STRAIN" } } } }. Then: asimov analysis resurrect ${typed(address)}`,
  });
}
