import type { Row } from "../../ledger/index.ts";
import type { Settings } from "../../settings/index.ts";
import type { BlueprintDocument } from "../parse.ts";

/** Keys of an analysis that are the blueprint's while it is new; then they are the ledger's. */
export const onlyAtFirst: readonly string[] = ["status", "review"];

/** What is said of a status that changed in the blueprint of an analysis that is there; `row` has its content and status. */
export function statusNote(row: Row | undefined, { content }: BlueprintDocument): readonly string[] {
  const now = content["status"];
  if (!row || typeof now !== "string") return [];
  const { status: first } = JSON.parse(String(row["content"])) as Settings;
  if ((typeof first === "string" && first.toLowerCase() === now.toLowerCase()) || now.toLowerCase() === row["status"]) return [];
  return [`it stays ${String(row["status"])}: "status: ${now}" counts only for a new analysis`];
}
