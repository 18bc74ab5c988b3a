export { audit, type Audit } from "./audit.ts";
export type { AnalysisAudit } from "./analysis.ts";
export type { Disagreement, SubjectAudit } from "./across.ts";
export type { OptionDifference } from "./options.ts";
