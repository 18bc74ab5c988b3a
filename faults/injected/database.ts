import { DatabaseSync } from "node:sqlite";

import { step } from "./step.ts";

/** Makes the begin and the end of every transaction a step. */
export function patchDatabase(): void {
  const { prototype } = DatabaseSync;
  const original = Object.getOwnPropertyDescriptor(prototype, "exec")?.value as (this: DatabaseSync, sql: string) => void;
  prototype.exec = function (sql) {
    if (/^(BEGIN|COMMIT|ROLLBACK)/.test(sql)) step(sql);
    original.call(this, sql);
    // Whoever else waits for what was committed goes on from here.
    if (sql === "COMMIT") step("committed");
  };
}
