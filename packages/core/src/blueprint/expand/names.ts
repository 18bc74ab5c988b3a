import { formatPath, placeIn } from "../../settings/index.ts";
import { AsimovError } from "../../system/index.ts";
import type { BlueprintDocument } from "../parse.ts";
import { formatCombination } from "./combinations.ts";
import { wrongType } from "../errors.ts";
import type { Combination } from "./grammar.ts";

/** An analysis, and the combination that made it. */
export interface Expanded {
  readonly combination: Combination;
  readonly document: BlueprintDocument;
}

/** Refuses analyses without a name, and equal names for one event: `BLUEPRINT_MISSING_KEY`, `BLUEPRINT_WRONG_TYPE` or `BLUEPRINT_DUPLICATE`. */
export function checkNames(all: readonly Expanded[]): void {
  const first = new Map<string, Expanded>();
  const clashes = all.flatMap((one): readonly (readonly [Expanded, Expanded])[] => {
    const key = JSON.stringify([one.document.content["event"] ?? null, nameOf(one)]);
    const earlier = first.get(key);
    if (earlier) return [[earlier, one]];
    first.set(key, one);
    return [];
  });
  const [clash] = clashes;
  if (clash) throw sameName(clash, clashes.length - 1);
}

function nameOf({ document: { content, source }, combination }: Expanded): string {
  const name = content["name"];
  if (typeof name === "string") return name;
  if (name !== undefined && name !== null) throw wrongType(source, ["name"], name, "text; put a number in quotes");
  throw new AsimovError("BLUEPRINT_MISSING_KEY", {
    message: 'the document has no "name"',
    at: placeIn(source, []),
    remedy: `Add a line to tell the combinations apart: ${example(combination)}`,
  });
}

function sameName([earlier, later]: readonly [Expanded, Expanded], more: number): AsimovError {
  const both = `${formatCombination(earlier.combination)} and ${formatCombination(later.combination)}`;
  const others = more === 0 ? "" : `; ${more} more ${more === 1 ? "has" : "have"} a name that is taken`;
  return new AsimovError("BLUEPRINT_DUPLICATE", {
    message: `two combinations make an analysis of the name "${nameOf(later)}": ${both}${others}`,
    at: placeIn(later.document.source, ["name"]),
    remedy: `Let the name tell all combinations apart: ${example(later.combination)}`,
  });
}

// A map or a list can't stand in a name, which then has to vary itself.
function example(combination: Combination): string {
  const single = combination.filter(({ value }) => typeof value !== "object" || value === null);
  const placeholders = single.map(({ path }) => `{${formatPath(path)}}`);
  return single.length === 0 ? "zip: {PATH: [A, B], name: [pe-a, pe-b]}" : `name: pe-${placeholders.join("-")}`;
}
