import { isDeepStrictEqual } from "node:util";

import {
  formatPath,
  mergeThreeWay,
  pathOfKey,
  placeIn,
  valueAt,
  withValue,
  type Conflict,
  type Settings,
  type Source,
} from "../../settings/index.ts";
import type { Row } from "../../ledger/index.ts";
import { AsimovError } from "../../system/index.ts";
import type { BlueprintDocument } from "../parse.ts";
import { changedKeys } from "./difference.ts";
import type { ApplyOptions, Step } from "./step.ts";

/** What to do with a document: how it is to be in the ledger, and what was applied where that is something else. */
export interface Comparison extends Pick<Step, "action" | "document" | "applied"> {}

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
  if (!known) return { action: "add", document, applied: undefined };
  const live = JSON.parse(String(known["content"])) as Settings;
  const base = known["applied"] === null ? live : (JSON.parse(String(known["applied"])) as Settings);
  const kept = Object.fromEntries(Object.entries(live).filter(([key]) => onlyAtFirst.includes(key)));
  const without = (settings: Settings): Settings => Object.fromEntries(Object.entries(settings).filter(([key]) => !onlyAtFirst.includes(key)));
  // As the ledger would give it back: what JSON can't tell apart, such as the two zeros, is no difference.
  const next = without(JSON.parse(JSON.stringify(document.content)) as Settings);
  const now = without(live);

  const update = options.update === true || options.updateUnstarted === true;
  const unchanged: Comparison = { action: "unchanged", document, applied: undefined };
  const changes = changedKeys(options.edit ? now : without(base), next);
  if (changes.length === 0) return unchanged;
  if (options.edit) return { action: "update", document, applied: changedKeys(without(base), next).length === 0 ? undefined : base };
  if (!update) {
    if (changedKeys(now, next).length === 0) return unchanged;
    throw different(what, changes, document);
  }
  const { settings, conflicts } = mergeThreeWay(without(base), now, next);
  if (conflicts.length > 0 && options.take === undefined) throw conflicting(what, conflicts, document);
  const merged = options.take === "blueprint" ? withTheirs(settings, conflicts) : settings;
  const applied = changedKeys(merged, next).length === 0 ? undefined : next;
  const source = { ...document.source, changed: stillChanged(String(known["source"]), merged, next) };
  return { action: "update", document: { content: { ...merged, ...kept }, source }, applied };
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

function different(what: string, changes: readonly string[], document: BlueprintDocument): AsimovError {
  return new AsimovError("BLUEPRINT_DIFFERENT", {
    message: `${what} is in the ledger already, with other content: ${changes.join("; ")}`,
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
