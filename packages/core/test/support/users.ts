import { chmodSync } from "node:fs";

/** Whether processes of this run may become other users; in CI they must. */
export const hasUsers: boolean = process.env["CI"] !== undefined || process.getuid?.() === 0;

/** A user who may read what is in `directory`, and write nothing there. */
export function someReader(directory: string): number {
  chmodSync(directory, 0o755);
  return 65534;
}
