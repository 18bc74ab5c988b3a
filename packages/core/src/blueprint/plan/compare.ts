import { isDeepStrictEqual } from "node:util";

import {
  formatPath,
  mergeThreeWay,
  pathOfKey,
  placeIn,
  valueAt,
  withValue,
  type Conflict,
  type Difference,
  type Settings,
  type Source,
} from "../../settings/index.ts";
import type { Row } from "../../ledger/index.ts";
import { AsimovError } from "../../system/index.ts";
import type { BlueprintDocument } from "../parse.ts";
import { changesBetween, formatChanges } from "./difference.ts";
import type { ApplyOptions, Step } from "./step.ts";

/** What to do with a document: how it is to be in the ledger, and what was applied where that is something else. */
export interface Comparison extends Pick<Step, "action" | "document" | "applied" | "changes"> {}

/**
 * Compares a document with what the ledger has, `known` being its row with content, applied and source. Three ways: what was last applied, what the ledger has now, what the document says.
 * Keys of `onlyAtFirst` are those of a new thing alone. Throws `BLUEPRINT_DIFFERENT` and `BLUEPRINT_CONFLICT`.
 */
export function compare(
  known: Row | undefined,
  document: BlueprintDocument,
  what: string,
  options: ApplyOptions,
  onlyAtFirst: readonly string[] = [],
): Comparison {
  if (!known) return { action: "add", document, applied: undefined, changes: [] };
  const live = JSON.parse(String(known["content"])) as Settings;
  const base = known["applied"] === null ? live : (JSON.parse(String(known["applied"])) as Settings);
  const kept = Object.fromEntries(Object.entries(live).filter(([key]) => onlyAtFirst.includes(key)));
  const without = (settings: Settings): Settings => Object.fromEntries(Object.entries(settings).filter(([key]) => !onlyAtFirst.includes(key)));
  // As the ledger would give it back: what JSON can't tell apart, such as the two zeros, is no difference.
  const next = without(JSON.parse(JSON.stringify(document.content)) as Settings);
  const now = without(live);
  const asApplied = isSame(without(base), next);

  const unchanged: Comparison = { action: "unchanged", document, applied: undefined, changes: [] };
  if (options.edit) {
    const changes = changesBetween(now, next);
    return changes.length === 0 ? unchanged : { action: "update", document, applied: asApplied ? undefined : base, changes };
  }
  const update = options.update === true || options.updateUnstarted === true;
  const { settings, conflicts } = mergeThreeWay(without(base), now, next);
  if (!update) {
    const changes = asApplied ? [] : changesBetween(now, withTheirs(settings, conflicts));
    if (changes.length === 0) return unchanged;
    throw different(what, changes, document);
  }
  if (asApplied && options.take !== "blueprint") return unchanged;
  if (conflicts.length > 0 && options.take === undefined) throw conflicting(what, conflicts, document);
  const merged = options.take === "blueprint" ? withSaid(withTheirs(settings, conflicts), next) : settings;
  const changes = changesBetween(now, merged);
  if (asApplied && changes.length === 0) return unchanged;
  const applied = isSame(merged, next) ? undefined : next;
  const source = { ...document.source, changed: stillChanged(String(known["source"]), merged, next) };
  return { action: "update", document: { content: { ...merged, ...kept }, source }, applied, changes };
}

function isSame(one: Settings, other: Settings): boolean {
  return changesBetween(one, other).length === 0;
}

// What a command set stays its own where the blueprint says something else, or nothing.
function stillChanged(known: string, merged: Settings, next: Settings): Source["changed"] {
  const { changed = {} } = JSON.parse(known) as Source;
  const left = Object.entries(changed).filter(([key]) => {
    const path = pathOfKey(key);
    return !isDeepStrictEqual(valueAt(merged, path), valueAt(next, path));
  });
  return left.length === 0 ? undefined : Object.fromEntries(left);
}

function different(what: string, changes: readonly Difference[], document: BlueprintDocument): AsimovError {
  return new AsimovError("BLUEPRINT_DIFFERENT", {
    message: `${what} is in the ledger already, with other content: ${formatChanges(changes).join("; ")}`,
    at: placeIn(document.source, ["name"]),
    remedy: "To change it, apply with --update; to have both, give it another name.",
  });
}

function conflicting(what: string, conflicts: readonly Conflict[], document: BlueprintDocument): AsimovError {
  const word = (value: unknown): string => JSON.stringify(value) ?? "(none)";
  const lines = conflicts.map(
    ({ path, base, live, next }) => `  ${formatPath(path)}: was ${word(base)}, is ${word(live)} in the ledger and ${word(next)} in the blueprint`,
  );
  return new AsimovError("BLUEPRINT_CONFLICT", {
    message: `${what} was changed in the ledger since it was applied, and differently in the blueprint:\n${lines.join("\n")}`,
    at: placeIn(document.source, conflicts[0]!.path),
    remedy: "Apply with --update --take blueprint for the blueprint's values there, or --update --take ledger to keep those of the ledger.",
  });
}

function withTheirs(settings: Settings, conflicts: readonly Conflict[]): Settings {
  return conflicts.reduce<Settings>((result, { path, next }) => withValue(result, path, next), settings);
}

// What the document says counts, also where the ledger was changed after it was applied; of the rest it says nothing.
function withSaid(settings: Settings, next: Settings): Settings {
  const said = changesBetween(settings, next).filter(({ after }) => after !== undefined);
  return said.reduce<Settings>((result, { path, after }) => withValue(result, path, after), settings);
}
