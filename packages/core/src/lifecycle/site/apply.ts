import type { BlueprintDocument } from "../../blueprint/index.ts";
import { AsimovError, isRecord } from "../../system/index.ts";
import type { Session } from "../session.ts";

/** How a hook wants its blueprint applied. */
export interface GivenOptions {
  readonly event?: string | undefined;
  readonly update?: boolean | undefined;
}

/** The documents of a blueprint that a plugin made, as YAML text or as a list of maps. Throws `PLUGIN_BLUEPRINT`, or as a file with that text would. */
export async function readGiven(given: unknown, who: string): Promise<readonly BlueprintDocument[]> {
  const text = typeof given === "string" ? given : undefined;
  const documents = Array.isArray(given) && given.every(isRecord) ? given : undefined;
  if (text === undefined && documents === undefined) {
    throw new AsimovError("PLUGIN_BLUEPRINT", {
      message: `it gave ${(JSON.stringify(given) ?? "nothing").slice(0, 200)}, which is no blueprint`,
      at: who,
      remedy: 'Its author returns YAML text, or documents: [{ kind: "event", name: "GW150914" }].',
    });
  }
  // The reader of YAML is slow to load, and most passes apply nothing.
  const { parseBlueprint } = await import("../../blueprint/index.ts");
  return parseBlueprint(text ?? documents!.map((one) => JSON.stringify(one, null, 2)).join("\n---\n"), who);
}

/** Applies a blueprint that a plugin made, as a file with it would be applied: all or nothing. Returns what was done, in words. */
export async function applyGiven(
  session: Session,
  given: unknown,
  who: string,
  options: GivenOptions = {},
): Promise<readonly { readonly action: string; readonly what: string }[]> {
  const documents = await readGiven(given, who);
  const { apply } = await import("../../blueprint/index.ts");
  const { installed, vocabulary } = session;
  const event = typeof options.event === "string" ? options.event : undefined;
  const steps = apply(session.project.ledger, documents, { event, update: options.update === true, installed, vocabulary });
  for (const { action, what } of steps) if (action !== "unchanged") session.notify({ level: "info", address: who, text: `${action} ${what}` });
  return steps.map(({ action, what }) => ({ action, what }));
}
