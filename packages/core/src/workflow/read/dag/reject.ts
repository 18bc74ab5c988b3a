import type { DagDraft } from "./draft.ts";
import type { Statement } from "./statement.ts";
import { placeOf } from "./words.ts";

/** `REJECT` marks a file that must not be run: builders write it first and take it out when the file is complete. */
export function reject({ keyword }: Statement, dag: DagDraft): void {
  const message = "REJECT says that this file is not to be run, for example because its builder has not completed it";
  dag.reading.problems.add("WORKFLOW_REJECTED", { message, at: placeOf(keyword), remedy: "Run the builder again, to its end." });
}
