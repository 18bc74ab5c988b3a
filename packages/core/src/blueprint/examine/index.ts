export { examine } from "./examine.ts";
export { expectation } from "./words.ts";
