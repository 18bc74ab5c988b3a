import { placeIn, type Settings } from "../../settings/index.ts";
import { AsimovError } from "../../system/index.ts";
import type { BlueprintDocument } from "../parse.ts";
import { changedKeys } from "./difference.ts";
import type { ApplyOptions, Step } from "./step.ts";

/** What to do with a document, `known` being the content that the ledger has of it. Throws `BLUEPRINT_DIFFERENT`. */
export function compare(known: unknown, document: BlueprintDocument, what: string, options: ApplyOptions): Step["action"] {
  if (typeof known !== "string") return "add";
  const changes = changedKeys(JSON.parse(known) as Settings, document.content);
  if (changes.length === 0) return "unchanged";
  if (options.update || options.updateUnstarted) return "update";
  throw new AsimovError("BLUEPRINT_DIFFERENT", {
    message: `${what} is in the ledger already, with other content: ${changes.join("; ")}`,
    at: placeIn(document.source, ["name"]),
    remedy: "To change it, apply with --update; to have both, give it another name.",
  });
}
