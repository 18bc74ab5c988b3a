import type { Vocabulary } from "../../settings/index.ts";

/** What is known when a document is examined. */
export interface Knowledge {
  readonly vocabulary: Vocabulary;
  /** Names of the installed pipelines. */
  readonly installed: ReadonlySet<string>;
}
