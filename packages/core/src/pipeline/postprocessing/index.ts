export { PostprocessorHosts } from "./call.ts";
export type { PostprocessorDoors, PostprocessorOperation } from "./types.ts";
