import { flatMapAll } from "../collect.ts";
import type { BlueprintDocument } from "../parse.ts";
import { expandBundle, isBundle, type ItemReader } from "./bundle.ts";
import { expandStrategy } from "./strategy.ts";

/**
 * The documents that `documents` stand for, in their order: bundles become their analyses, and an analysis with a `strategy` one analysis for
 * each combination. Throws all problems together, see {@link expandBundle} and {@link expandStrategy}.
 */
export function expand(documents: readonly BlueprintDocument[], readItem: ItemReader): readonly BlueprintDocument[] {
  return flatMapAll(documents, (document) => flatMapAll(isBundle(document) ? expandBundle(document, readItem) : [document], expandStrategy));
}
