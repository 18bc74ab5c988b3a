import { fileURLToPath } from "node:url";

import { loadVocabulary, type Vocabulary } from "../settings/index.ts";
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
