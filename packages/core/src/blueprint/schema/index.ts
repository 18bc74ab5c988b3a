export { blueprintSchema } from "./schema.ts";
export type { Schema } from "./types.ts";
