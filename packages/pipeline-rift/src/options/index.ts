export { eccentricArguments, furtherOptions, optionOr, type FurtherOption } from "./further.ts";
export { builder, checkConfig, checkOptions } from "./installed.ts";
export { isOpen } from "./written.ts";
