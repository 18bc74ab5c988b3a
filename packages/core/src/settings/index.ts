export type { Settings, Value } from "./types.ts";
