export { aliases, canonicalKey, canonicalPath, type Alias } from "./aliases.ts";
export { differences, type Difference } from "./difference.ts";
export { explain, knownKeys, type Saying } from "./explain.ts";
export { toYaml } from "./yaml.ts";
export { placeIn, type Source } from "./source.ts";
export { formatPath, isMap, pathKey, pathOfKey, resolveLayers, valueAt, type Layer, type Origin, type Resolved, type SettingPath } from "./merge.ts";
export type { Settings, Value } from "./types.ts";
