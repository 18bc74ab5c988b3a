import type { Analysis } from "../analysis/index.ts";
import { AsimovError, AsimovErrors, formatPlace, systemTrouble } from "../system/index.ts";

/**
 * What was thrown while something was done with one analysis, as an error of that analysis: what the system refuses (no space, no permission, not a
 * file) is trouble of the machine and must not keep others from going on. A fault of our own code is thrown again.
 */
export function troubleOf(error: unknown, address: string): AsimovError {
  if (error instanceof AsimovError) return error;
  const trouble = systemTrouble(error, address);
  if (trouble) return trouble;
  throw error;
}

/** An error as the reason of a status: its code and what happened, or all that happened. */
export function reasonOf(error: AsimovError): string {
  if (!(error instanceof AsimovErrors)) return `${error.code}: ${error.message}`;
  return `${error.code}: ${error.errors.map(({ at, message }) => (typeof at === "object" ? `${formatPlace(at)}: ${message}` : message)).join("; ")}`;
}

/** Whether a reason is that of an error. */
export function isTroubleReason(reason: string): boolean {
  return /^[A-Z][A-Z_]+: /.test(reason);
}

/** The same analyses, those that something failed with after the others: whatever it costs to try them again, the others had their turn. */
export function troubledLast(analyses: readonly Analysis[]): readonly Analysis[] {
  const isTroubled = ({ reason }: Analysis): number => (isTroubleReason(reason) ? 1 : 0);
  return analyses.toSorted((a, b) => isTroubled(a) - isTroubled(b));
}

/** What to do about an error; of several, the first that says it. */
export function remedyOf(error: AsimovError): string | undefined {
  return error instanceof AsimovErrors ? error.errors.find(({ remedy }) => remedy !== undefined)?.remedy : error.remedy;
}
