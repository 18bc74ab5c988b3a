export { plan } from "./plan.ts";
export type { ApplyOptions, Step } from "./step.ts";
