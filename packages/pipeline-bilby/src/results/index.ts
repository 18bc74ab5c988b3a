export { collectAssets } from "./assets.ts";
export { isComplete } from "./whole.ts";
