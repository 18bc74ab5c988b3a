import type { BlueprintDocument } from "../../blueprint/index.ts";
import type { ApplicatorRequest } from "../../pipeline/index.ts";
import { entriesOf } from "../../plugins/index.ts";
import { AsimovError, didYouMean } from "../../system/index.ts";
import type { Session } from "../session.ts";
import { readGiven } from "./apply.ts";
import { readTools } from "./tools.ts";
import { namedHooks, projectView } from "./view.ts";

/**
 * The blueprints that an installed applicator makes from its source, to be applied like those of files. Throws `APPLICATOR_UNKNOWN`, what the
 * applicator throws, or what is wrong with the text that it made.
 */
export async function applicatorDocuments(session: Session, name: string, request: ApplicatorRequest): Promise<readonly BlueprintDocument[]> {
  const entries = entriesOf(session.discovery, "hooks.applicator");
  const known = name.toLowerCase();
  const entry = entries.get(known);
  if (!entry) {
    const names = [...entries.keys()];
    throw new AsimovError("APPLICATOR_UNKNOWN", {
      message: `no applicator "${name}" is installed.${didYouMean(known, names)}`,
      remedy: `Installed: ${names.join(", ") || "none"} (asimov plugins, group hooks.applicator).`,
    });
  }
  const who = `applicator ${known}`;
  const returned = await session.functions.call(entry, {
    operation: who,
    args: [request, projectView(session, namedHooks(session, "applicator").get(known) ?? {})],
    tools: readTools(session, who),
    timeout: session.project.config.monitor.hookTimeout,
    at: who,
  });
  return readGiven(returned, who);
}
