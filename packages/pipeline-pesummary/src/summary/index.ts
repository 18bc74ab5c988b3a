export { morePages, newPages, pagesOfMetafile, withoutLabels } from "./command.ts";
export { readSummary } from "./config.ts";
export { planFor, type Plan } from "./plan.ts";
export { readRecord, recordFile, recordOf, type PagesRecord } from "./record.ts";
export { summaryOf, untold, type Summary } from "./summary.ts";
