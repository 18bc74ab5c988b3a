import { placeIn, type Settings } from "../settings/index.ts";
import { AsimovError, didYouMean, nearest } from "../system/index.ts";
import { plainText } from "./errors.ts";
import type { BlueprintDocument } from "./parse.ts";

/** The kinds of documents that can be applied. */
export type BlueprintKind = "configuration" | "event" | "analysis" | "projectanalysis";

const kinds: Readonly<Record<string, BlueprintKind>> = {
  event: "event",
  subject: "event",
  analysis: "analysis",
  projectanalysis: "projectanalysis",
  configuration: "configuration",
};

// These stand for analyses, which take their place when files are read.
const expandedKinds: readonly string[] = ["analysisbundle", "postprocessing"];

/** The kind of a document, in any case. Throws `BLUEPRINT_NO_KIND` or `BLUEPRINT_UNKNOWN_KIND`. */
export function kindOf({ content, source }: BlueprintDocument): BlueprintKind {
  const kind = content["kind"];
  if (kind === undefined || kind === null) {
    const typo = nearest(
      "kind",
      Object.keys(content).filter((key) => key !== "kind"),
    );
    throw new AsimovError("BLUEPRINT_NO_KIND", {
      message: `the document has no "kind"${typo === undefined ? "" : `, but "${typo}"`}`,
      at: placeIn(source, []),
      remedy: `Add a first line such as "kind: ${likelyKind(content)}".`,
    });
  }
  const known = typeof kind === "string" && Object.hasOwn(kinds, kind.toLowerCase()) ? kinds[kind.toLowerCase()] : undefined;
  if (known) return known;
  const all = [...Object.keys(kinds), ...expandedKinds];
  throw new AsimovError("BLUEPRINT_UNKNOWN_KIND", {
    message: `"${plainText(kind)}" is not a kind of blueprint.${didYouMean(plainText(kind), all)}`,
    at: placeIn(source, ["kind"]),
    remedy: kind === "export" ? "asimov import reads what asimov export made." : `Kinds: ${all.join(", ")}.`,
  });
}

function likelyKind(content: Settings): BlueprintKind {
  if ("pipeline" in content) return "subjects" in content ? "projectanalysis" : "analysis";
  return "event time" in content ? "event" : "configuration";
}
