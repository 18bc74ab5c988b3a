export { expand } from "./expand.ts";
export type { ItemReader } from "./bundle.ts";
