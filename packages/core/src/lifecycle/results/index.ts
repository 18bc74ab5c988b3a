// What is known of products and the store, for who looks at them: a door of its own, since most commands need nothing more.
export { listAssets, type ListedAsset } from "./assets.ts";
export { fileState, isSound, type FileState } from "./asset-state.ts";
export { fetchStored } from "./fetch.ts";
export { mendManifests, writeManifest } from "./manifest.ts";
export { publishedPages, type PublishedPages } from "../pages.ts";
export { readableAssets } from "./readable.ts";
export { storedResults, storeOf, type StoredResult } from "./stored.ts";
export { unknownInStore, verifyStored, type Verification, type VerifyProgress } from "./verify.ts";
export { directoriesOf, diskUse, type AnalysisUse, type DiskUse, type SharedUse } from "./disk.ts";
export { freeSpace, type FreeSpace } from "./free-space.ts";
