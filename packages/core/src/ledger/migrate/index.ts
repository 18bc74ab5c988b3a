export { migrate, migratedCopy, type MigrateOptions } from "./migrate.ts";
