export { checkedLabels, labelsFrom } from "./call.ts";
export type { FinishedAnalysis, Labeller, LabelValues } from "./types.ts";
