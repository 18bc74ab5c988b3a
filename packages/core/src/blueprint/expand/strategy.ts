import { formatPath } from "../../settings/index.ts";
import { flatMapAll } from "../collect.ts";
import type { BlueprintDocument } from "../parse.ts";
import { assign, withoutStrategy } from "./assign.ts";
import { combinations } from "./combinations.ts";
import { strategyError } from "./errors.ts";
import { readStrategy } from "./grammar.ts";
import { isKind } from "./kind.ts";
import { checkNames } from "./names.ts";
import { fillTexts } from "./texts.ts";

/**
 * The analyses that an analysis with a `strategy` stands for, one for each combination; any other document is returned as it is.
 *
 * `strategy: {PATH: [A, B], zip: {PATH2: [C, D], PATH3: [E, F]}, include: [{PATH: G, ...}], exclude: [{PATH: A, PATH2: C}], limit: 2000}`:
 * paths are multiplied, the first one varying slowest; those of a `zip` (a map, or a list of several) vary together and count as one.
 *
 * Throws `BLUEPRINT_WRONG_TYPE`, `BLUEPRINT_STRATEGY`, `BLUEPRINT_STRATEGY_LIMIT`, `BLUEPRINT_STRATEGY_PATH`, `BLUEPRINT_PLACEHOLDER`,
 * `BLUEPRINT_MISSING_KEY` or `BLUEPRINT_DUPLICATE`.
 */
export function expandStrategy(document: BlueprintDocument): readonly BlueprintDocument[] {
  const { content, source } = document;
  if (!Object.hasOwn(content, "strategy")) return [document];
  if (!isKind(document, "analysis")) {
    throw strategyError(source, ["strategy"], "only an analysis can have a strategy", 'Move it to a document with "kind: analysis".');
  }
  const all = combinations(readStrategy(document), source);
  const paths = [...new Set(all.flatMap((combination) => combination.map(({ path }) => formatPath(path))))];
  const base = withoutStrategy(document);
  const expanded = flatMapAll(all, (combination) => [{ combination, document: fillTexts(assign(base, combination, source), combination, paths) }]);
  checkNames(expanded);
  return expanded.map((one) => one.document);
}
