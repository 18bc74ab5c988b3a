import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type SQLOutputValue } from "node:sqlite";

import type { Place } from "../place.ts";

/** Rows of the ledger, read without any code of the product. */
export function rows(place: Place, sql: string): readonly Readonly<Record<string, SQLOutputValue>>[] {
  const file = join(place.project, ".asimov/ledger.db");
  if (!existsSync(file)) return [];
  // For writing: who looks first after a crash takes half a transaction back.
  const database = new DatabaseSync(file, { timeout: 10_000 });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}
