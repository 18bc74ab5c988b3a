import { nearestKey } from "@asimov-gw/core/settings";
import { AsimovError } from "@asimov-gw/core/system";

import { vocabularyAround } from "../installed.ts";
import { printLines } from "../print.ts";
import { aboutKey, currentKey, findKey, keyAsJson } from "../show/key.ts";

/** `asimov vocabulary show KEY`: what a key means, what it can be, and who reads it. */
export function showKey(directory: string, key: string, options: { readonly json?: boolean }): void {
  const { vocabulary, installed } = vocabularyAround(directory);
  const found = findKey(vocabulary, key);
  if (found.length === 0) {
    const meant = nearestKey(vocabulary, key.split("."), { installed: new Set(installed.keys()) }, vocabulary.facts.get("analysis"));
    throw new AsimovError("VOCABULARY_UNKNOWN_KEY", {
      message: `nobody has described "${key}".${meant === undefined ? "" : ` Did you mean "${meant}"?`}`,
      remedy: "asimov vocabulary list shows all keys that are known.",
    });
  }
  if (options.json) {
    const entries = found.map(({ entry, kinds }) => ({ ...keyAsJson(entry, vocabulary), kinds }));
    return printLines([JSON.stringify(entries, null, 2)]);
  }
  const current = currentKey(vocabulary, key);
  if (current !== key) printLines([`"${key}" is an old name of "${current}"`, ""]);
  printLines(found.flatMap((one, index) => [...(index === 0 ? [] : [""]), ...aboutKey(one, vocabulary)]));
}
