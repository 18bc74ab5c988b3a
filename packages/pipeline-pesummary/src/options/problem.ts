import { AsimovError } from "@asimov-gw/core/pipeline";

/** Codes of what can be wrong with an option of summarypages. */
type OptionCode = "PESUMMARY_OPTION_UNKNOWN" | "PESUMMARY_OPTION_TAKEN" | "PESUMMARY_OPTION_TWICE" | "PESUMMARY_OPTION_VALUE";

/** The error for an option of summarypages; `what` goes on after its name. */
export function problem(code: OptionCode, option: string, what: string, remedy?: string): AsimovError {
  return new AsimovError(code, { message: `"${option}" ${what}`, remedy });
}
