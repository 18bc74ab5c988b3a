export { applicatorDocuments } from "./applicator.ts";
export { afterPass } from "./postmonitor.ts";
