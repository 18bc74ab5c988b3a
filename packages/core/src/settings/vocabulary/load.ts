import { readFileSync } from "node:fs";

import { AsimovError, packageFile, systemCode } from "../../system/index.ts";
import { combine, type VocabularySource } from "./combine.ts";
import { readVocabulary } from "./read.ts";
import type { Vocabulary } from "./types.ts";

/** A file with what a package says of the keys that it reads. */
export interface VocabularyPart {
  /** Name of the entry point, such as that of a pipeline. */
  readonly reader: string;
  /** The package with its version, for people. */
  readonly package: string;
  readonly file: string;
}

/** What core and `parts` say of settings. A part that can't be read is among the problems, and the others count. */
export function loadVocabulary(parts: readonly VocabularyPart[]): Vocabulary {
  return combine([corePart, ...parts].map(read));
}

const corePart: VocabularyPart = {
  reader: "core",
  package: "@asimov-gw/core",
  file: packageFile("assets/vocabulary.json"),
};

function read(part: VocabularyPart): VocabularySource {
  try {
    const content = readVocabulary(readFileSync(part.file, "utf8"), part.file);
    // What documents say about themselves is core's to describe.
    return { ...part, content: part === corePart ? content : { ...content, facts: new Map() } };
  } catch (cause) {
    const code = systemCode(cause);
    if (code === undefined) throw cause;
    const message = code === "ENOENT" ? `${part.package} names a vocabulary that does not exist` : `not readable (${code})`;
    const problem = new AsimovError("VOCABULARY_FILE", { message, at: { file: part.file }, remedy: "Install the package again.", cause });
    return { ...part, content: { settings: new Map(), facts: new Map(), problems: [problem] } };
  }
}
