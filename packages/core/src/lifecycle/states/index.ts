export { handleState } from "./handle.ts";
