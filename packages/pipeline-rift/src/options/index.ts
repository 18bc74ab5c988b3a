export { eccentricArguments, furtherOptions, optionOr, type FurtherOption } from "./further.ts";
export { builder, checkConfig, checkOptions } from "./installed.ts";
export { isRaw } from "./value.ts";
export { isOpen, ownOptions, writtenOptions } from "./written.ts";
