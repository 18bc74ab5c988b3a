import { parseNeeds, type Need } from "../../analysis/index.ts";
import { placeIn } from "../../settings/index.ts";
import type { BlueprintDocument } from "../parse.ts";

/** The `needs` of a document. Throws `NEEDS_INVALID`. */
export function readNeeds(document: BlueprintDocument): readonly Need[] {
  return readItems(document, "needs");
}

/** Which analyses a document combines; undefined when it does not say. Throws `NEEDS_INVALID`. */
export function readSelection(document: BlueprintDocument): readonly Need[] | undefined {
  const value = document.content["analyses"];
  return value === undefined || value === null ? undefined : readItems(document, "analyses");
}

function readItems({ content, source }: BlueprintDocument, key: "needs" | "analyses"): readonly Need[] {
  return parseNeeds(content[key], (index) => placeIn(source, index === undefined ? [key] : [key, String(index)]), key);
}
