export { migrate, migratedCopy } from "./migrate.ts";
