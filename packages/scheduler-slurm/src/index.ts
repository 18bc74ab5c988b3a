export { SlurmExecutor, type SlurmExecutorOptions } from "./executor.ts";
export { defaultSettings, type SlurmSettings } from "./settings.ts";
export { Tools, type ToolSettings } from "./tools.ts";
