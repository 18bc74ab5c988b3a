export { PostprocessorHosts } from "./call.ts";
export type { PostprocessorOperation } from "./types.ts";
