import { isCoreStatus } from "../../analysis/index.ts";
import type { StateFacts } from "../../pipeline/index.ts";
import { AsimovError, isRecord } from "../../system/index.ts";

// Statuses of core that a plugin may give to what has finished; all others are decisions of people or follow from what a scheduler says.
const open: readonly string[] = ["uploaded", "stuck"];

/** What the handler of a status returned, looked at; undefined where it says nothing. Throws `PLUGIN_STATE`; `who` names it in errors. */
export function readFacts(returned: unknown, who: string, address: string): StateFacts | undefined {
  if (returned === undefined || returned === null) return undefined;
  const { status, reason, remedy }: Readonly<Record<string, unknown>> = isRecord(returned) ? returned : {};
  const isText = (value: unknown): value is string => typeof value === "string" && value.trim() !== "";
  if (!isText(reason) || !(status === undefined || isText(status)) || !(remedy === undefined || isText(remedy))) {
    throw new AsimovError("PLUGIN_STATE", {
      message: `${who} returned ${JSON.stringify(returned)}, which is no status with its reason`,
      at: address,
      remedy: 'Its author returns { status: "review", reason: "waits for the review team" }, or nothing.',
    });
  }
  const name = status?.trim().toLowerCase();
  if (name !== undefined && isCoreStatus(name) && !open.includes(name)) {
    throw new AsimovError("PLUGIN_STATE", {
      message: `${who} returned the status "${name}", which no plugin gives`,
      at: address,
      remedy: `Its author returns ${open.join(", ")}, or a status that a plugin adds.`,
    });
  }
  return { reason: oneLine(reason), ...(name !== undefined && { status: name }), ...(remedy !== undefined && { remedy: oneLine(remedy) }) };
}

function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, " ").trim();
}
