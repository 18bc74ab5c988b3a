import { placeIn } from "../../settings/index.ts";
import { AsimovError, formatPlace, slug, type Place } from "../../system/index.ts";
import type { BlueprintDocument } from "../parse.ts";
import type { Step } from "./step.ts";

/** Refuses what an earlier document of the same files says already: `BLUEPRINT_DUPLICATE`. */
export function refuseTwice(what: string, earlier: Earlier, document: BlueprintDocument): void {
  const first = earlier.byWhat.get(what);
  if (!first) return;
  throw new AsimovError("BLUEPRINT_DUPLICATE", {
    message: `${what} is there twice, first at ${formatPlace(placeIn(first.document.source, ["name"]))}`,
    at: placeIn(document.source, ["name"]),
    remedy: "Rename or remove one of them.",
  });
}

/** The steps planned so far, found by what they are and by the directory that they will have. */
export interface Earlier {
  readonly byWhat: Map<string, Step>;
  /** Names by {@link directoryKey}. */
  readonly directories: Map<string, string>;
}

/** Lets later documents know of a step. */
export function remember(earlier: Earlier, step: Step): void {
  earlier.byWhat.set(step.what, step);
  if (step.kind === "event") earlier.directories.set(directoryKey(slug(step.name)), step.name);
  if (step.kind === "analysis") earlier.directories.set(directoryKey(step.subject, slug(step.name)), step.name);
  if (step.kind === "projectanalysis") earlier.directories.set(directoryKey("project:", slug(step.name)), step.name);
}

/** The directory of a thing, from the slugs that lead to it. */
// No name holds a slash.
export function directoryKey(...parts: readonly string[]): string {
  return parts.join("/");
}

/** The error for two names that make the same directory. */
export function sameDirectory(what: string, other: string, at: Place): AsimovError {
  return new AsimovError("BLUEPRINT_DUPLICATE", {
    message: `${what} would share its directory with "${other}"`,
    at,
    remedy: "Choose a name that differs in more than blanks and punctuation.",
  });
}
