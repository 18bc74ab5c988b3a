export { furtherOptions, optionOr, type FurtherOption } from "./further.ts";
export { checkOptions } from "./installed.ts";
export { isOpen } from "./written.ts";
