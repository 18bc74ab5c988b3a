export { isComplete } from "./completion.ts";
export { logFiles } from "./log-files.ts";
export { prepare } from "./prepare.ts";
export { metafileIn, pagesName, productsOf, publish, startIn } from "./products.ts";
export { progressOf } from "./progress.ts";
export { requestsOf } from "./requests.ts";
export { pagesIn } from "./script.ts";
