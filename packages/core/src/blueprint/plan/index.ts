export { checkWithout, watchSettings } from "./check-together.ts";
export { formatChanges } from "./difference.ts";
export { plan } from "./plan.ts";
export { counted, reach } from "./reach.ts";
export type { ApplyOptions, Step } from "./step.ts";
