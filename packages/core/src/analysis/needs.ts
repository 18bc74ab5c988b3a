import { isMap, type Value } from "../settings/index.ts";
import type { AsimovError, Place } from "../system/index.ts";
import { conditionForms, invalidNeeds, isWord, parseCondition, type Condition } from "./condition.ts";

/** One item of `needs`: the analyses of the same subject for which all its conditions hold. */
export interface Need {
  readonly conditions: readonly Condition[];
  /** Waited for if something matches; blocks nothing if nothing does. */
  readonly optional: boolean;
  /** `products`: they exist; `uploaded`: they are in the store. */
  readonly until: "products" | "uploaded";
}

/**
 * Reads a list of items: a condition, a list of conditions that must all hold, or one of these with options,
 * `{status: "!stuck", optional: true}` and `{all: [psd, "status: uploaded"], until: uploaded}`. `key` is what the list is called in messages.
 * Throws `NEEDS_INVALID` with the place of the item.
 */
export function parseNeeds(value: Value | undefined, at: (index?: number) => Place | string, key = "needs"): readonly Need[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    throw invalidNeeds(`"${key}" is ${JSON.stringify(value)}, not a list`, at(), `Write a list: "${key}: [psd]".`);
  }
  return (value as readonly Value[]).map((item, index) => parseNeed(item, at(index), key));
}

function parseNeed(item: Value, at: Place | string, key: string): Need {
  if (isList(item)) return { conditions: parseAll(item, at, key), optional: false, until: "products" };
  if (!isMap(item)) return { conditions: [parseCondition(item, at, key)], optional: false, until: "products" };
  const { optional = false, until = "products", ...rest } = item;
  if (typeof optional !== "boolean") throw invalidOption(`"optional" is ${JSON.stringify(optional)}, not true or false`, at);
  if (until !== "products" && until !== "finished" && until !== "uploaded") {
    throw invalidOption(`"until" is ${JSON.stringify(until)}, not finished or uploaded`, at);
  }
  const { all, ...others } = rest;
  const listed = isList(all) && Object.keys(others).length === 0 ? all : undefined;
  const conditions = listed ? parseAll(listed, at, key) : [parseCondition(rest, at, key)];
  return { conditions, optional, until: until === "uploaded" ? "uploaded" : "products" };
}

function parseAll(items: readonly Value[], at: Place | string, key: string): readonly Condition[] {
  if (items.length === 0) throw invalidNeeds(`[] is not an item of "${key}"`, at, conditionForms(key));
  return items.map((item) => {
    const option = isMap(item) ? Object.keys(item).find((word) => word === "optional" || word === "until") : undefined;
    if (option === undefined) return parseCondition(item, at, key);
    throw invalidOption(`"${option}" is said of a whole item, not of one condition: ${JSON.stringify(item)}`, at);
  });
}

function invalidOption(message: string, at: Place | string): AsimovError {
  return invalidNeeds(message, at, "Write {name: psd, optional: true, until: uploaded}, or {all: [psd, {status: finished}], optional: true}.");
}

function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** The name of the one analysis that a need means, if it says nothing but a name. */
export function plainName({ conditions }: Need): string | undefined {
  const [only, ...others] = conditions;
  const alone = only?.path === "name" && !only.negated && others.length === 0;
  return alone && typeof only.value === "string" ? only.value : undefined;
}

/** The item of `needs` that is nothing but this name. */
export function needOf(name: string): Need {
  return { conditions: [{ path: "name", value: name, negated: false }], optional: false, until: "products" };
}

/** A need as people read it: `psd`, `pipeline: NAME`, `[pipeline: NAME, status: !stuck]`. */
export function formatNeed(need: Need): string {
  const name = plainName(need);
  if (name !== undefined) return name;
  if (need.conditions.length === 0) return "any analysis";
  const conditions = need.conditions.map(({ path, value, negated }) => `${path}: ${negated ? "!" : ""}${word(value)}`);
  return conditions.length === 1 ? conditions[0]! : `[${conditions.join(", ")}]`;
}

/** Needs as a row of the ledger has them; rows of the first schema have a bare name instead of conditions. */
export function storedNeeds(text: string): readonly Need[] {
  const items = JSON.parse(text) as readonly (Need | (Omit<Need, "conditions"> & { readonly name: string }))[];
  return items.map((item) => ("conditions" in item ? item : { ...needOf(item.name), optional: item.optional, until: item.until }));
}

/** Like {@link storedNeeds}, for many rows: most of them have the same few needs, which are read once. */
export function needsReader(): typeof storedNeeds {
  const known = new Map<string, readonly Need[]>();
  return (text) => {
    let needs = known.get(text);
    if (!needs) known.set(text, (needs = storedNeeds(text)));
    return needs;
  };
}

function word(value: Value): string {
  return typeof value === "string" && isWord(value) ? value : JSON.stringify(value);
}
