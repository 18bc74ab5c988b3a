export { renderPriors, type PriorLine } from "./priors.ts";
