export { settingsFromConfig } from "./settings.ts";
