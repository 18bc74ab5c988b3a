export { storeFile, storeNames, type StoredFile } from "./store.ts";
