export { placeIn, type Source } from "./source.ts";
export { formatPath, isMap, pathKey, resolveLayers, valueAt, type Layer, type Origin, type Resolved, type SettingPath } from "./merge.ts";
export type { Settings, Value } from "./types.ts";
