import type { BlueprintDocument } from "../parse.ts";

/** Whether a document says that it is of this kind, in any case. */
export function isKind({ content }: BlueprintDocument, kind: string): boolean {
  const said = content["kind"];
  return typeof said === "string" && said.toLowerCase() === kind;
}
