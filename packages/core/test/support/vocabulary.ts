import { join } from "node:path";

import { loadVocabulary, type Vocabulary } from "../../src/settings/index.ts";
import { directoryWith } from "./tree.ts";

/** What core says, and pipelines, each by the settings of its file (or by its text); the packages are called `asimov-NAME 1.0.0`. */
export function vocabularyOf(pipelines: Readonly<Record<string, object | string>>): { readonly vocabulary: Vocabulary; readonly directory: string } {
  const directory = directoryWith(
    Object.fromEntries(
      Object.entries(pipelines).map(([name, settings]) => [
        `${name}.json`,
        typeof settings === "string" ? settings : JSON.stringify({ vocabulary: 1, settings }),
      ]),
    ),
  );
  const parts = Object.keys(pipelines).map((name) => ({ reader: name, package: `asimov-${name} 1.0.0`, file: join(directory, `${name}.json`) }));
  return { vocabulary: loadVocabulary(parts), directory };
}
