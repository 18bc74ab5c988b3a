export { localScheduler, localStatus, stopLocal } from "./client.ts";
export { configuredOptions } from "./configured.ts";
export { localProtocol, localSettings, type LocalOptions, type LocalSettings } from "./settings.ts";
export type { LocalStatus, LocalSubmission } from "./status.ts";
