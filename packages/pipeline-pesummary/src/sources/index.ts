export { combinedSources, withoutSamples } from "./combined.ts";
export { singleSources } from "./single.ts";
export { toldBySettings } from "./settings.ts";
export type { Envelope, Source } from "./source.ts";
