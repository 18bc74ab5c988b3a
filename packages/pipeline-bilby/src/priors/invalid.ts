import { AsimovError, didYouMean } from "@asimov-gw/core/pipeline";

/** The error for the prior, or the argument of one, that the settings have as `key`; `what` goes on after its name. */
export function invalid(key: string, what: string, remedy?: string): AsimovError {
  return new AsimovError("PRIOR_INVALID", { message: `"priors.${key}" ${what}`, remedy });
}

/** The end of a sentence about a word that is not among the known ones, with a suggestion where one is near. */
export function meant(word: string, known: Iterable<string>): string {
  const suggestion = didYouMean(word, known);
  return suggestion === "" ? "" : `.${suggestion}`;
}
