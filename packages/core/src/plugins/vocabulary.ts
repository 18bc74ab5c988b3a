import { fileURLToPath } from "node:url";

import type { SeenNames } from "../ledger/index.ts";
import { formerNamesFor, loadVocabulary, type Vocabulary } from "../settings/index.ts";
import { entriesOf, type Discovery } from "./discovery.ts";

/** What core and the installed plugins say of settings, read from their files; no code of theirs runs. */
export function vocabularyOf(discovery: Discovery): Vocabulary {
  const entries = [...entriesOf(discovery, "vocabulary").values()];
  return loadVocabulary(
    entries.map((entry) => ({
      reader: entry.name,
      package: `${entry.package.name} ${entry.package.version}`,
      file: fileURLToPath(entry.module),
    })),
  );
}

/** The names that settings had formerly, as the installed plugins declare them, for the analyses of a pipeline. */
export function formerNamesOf(discovery: Discovery, vocabulary: Vocabulary = vocabularyOf(discovery)): SeenNames {
  const installed = new Set(entriesOf(discovery, "pipelines").keys());
  return { installed, former: (pipeline) => formerNamesFor(vocabulary, { pipeline, installed }) };
}
