import { flatMapAll } from "../collect.ts";
import type { BlueprintDocument } from "../parse.ts";
import { expandBundle, isBundle, type ItemReader } from "./bundle.ts";
import { expandPostprocessing, isPostprocessing } from "./postprocessing.ts";
import { expandStrategy } from "./strategy.ts";

/**
 * The documents that `documents` stand for, in their order: bundles become their analyses, stages of post-processing subject analyses,
 * and an analysis with a `strategy` one analysis for each combination. Throws all problems together, see {@link expandBundle},
 * {@link expandPostprocessing} and {@link expandStrategy}.
 */
export function expand(documents: readonly BlueprintDocument[], readItem: ItemReader): readonly BlueprintDocument[] {
  return flatMapAll(documents, (document) => flatMapAll(expandOne(document, readItem), expandStrategy));
}

function expandOne(document: BlueprintDocument, readItem: ItemReader): readonly BlueprintDocument[] {
  if (isBundle(document)) return expandBundle(document, readItem);
  return isPostprocessing(document) ? expandPostprocessing(document) : [document];
}
