import { AsimovError } from "@asimov-gw/core/pipeline";

/** Codes of what can be wrong with `pipeline options`. */
type OptionCode = "PIPELINE_OPTION_UNKNOWN" | "PIPELINE_OPTION_TAKEN" | "PIPELINE_OPTION_TWICE" | "PIPELINE_OPTION_VALUE";

/** The error for the option that the settings have as `key` of `pipeline options`; `what` goes on after its name. */
export function problem(code: OptionCode, key: string, what: string, remedy?: string): AsimovError {
  return new AsimovError(code, { message: `"pipeline options.${key}" ${what}`, remedy });
}
