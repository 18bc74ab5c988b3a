export { localScheduler, localStatus, stopLocal } from "./client.ts";
export { configuredOptions } from "./configured.ts";
export { localSettings, type LocalOptions, type LocalSettings } from "./settings.ts";
