import { AsimovError } from "@asimov-gw/core/pipeline";

/** Codes of what can be wrong with further options. */
type OptionCode = "PIPELINE_OPTION_UNKNOWN" | "PIPELINE_OPTION_TAKEN" | "PIPELINE_OPTION_TWICE" | "PIPELINE_OPTION_VALUE";

/** The error for the option that the settings have at `place`; `what` goes on after its name. */
export function problem(code: OptionCode, place: string, what: string, remedy?: string): AsimovError {
  return new AsimovError(code, { message: `"${place}" ${what}`, remedy });
}
