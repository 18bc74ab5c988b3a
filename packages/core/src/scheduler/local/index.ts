export { localScheduler, localStatus, stopLocal, type LocalStatus, type LocalSubmission } from "./client.ts";
export { configuredOptions } from "./configured.ts";
export { localSettings, type LocalOptions, type LocalSettings } from "./settings.ts";
