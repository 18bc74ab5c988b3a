export { plan } from "./plan.ts";
export { reach } from "./reach.ts";
export type { ApplyOptions, Step } from "./step.ts";
