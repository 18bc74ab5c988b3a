export { fetchFile } from "./fetch.ts";
export { manifestName, storeNames } from "./names.ts";
export { storeFile, type StoredFile } from "./store.ts";
