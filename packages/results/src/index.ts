export { summarise } from "./summarise.ts";
export { plainText } from "./plain-text.ts";
export type { Evidence, Format, ParameterSummary, PosteriorSummary, ResultSummary } from "./summary.ts";
