export { fetchFiles } from "./fetch.ts";
export { withFiles, type SourcedFile } from "./named.ts";
