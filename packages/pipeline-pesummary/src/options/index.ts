export { checkOptions } from "./installed.ts";
export type { Options, OptionValue } from "./option.ts";
export { optionsOf, pesummarySettings, settingNames } from "./settings.ts";
