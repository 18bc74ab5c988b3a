import { AsimovError } from "../system/index.ts";

/** How another process that writes is waited for. */
export interface Patience {
  /** Seconds to wait for another process that writes. */
  readonly patience?: number | undefined;
  /** Told once when a wait for another process takes long. */
  readonly onWait?: ((message: string) => void) | undefined;
}

/**
 * Does `work` again until no other process is in its way. Throws `LEDGER_BUSY` when the patience is at its end.
 * node:sqlite is synchronous: its own wait could not tell the user anything, so that we wait ourselves.
 */
export function waiting<T>(work: () => T, options: Patience): T {
  const patience = (options.patience ?? 60) * 1000;
  const start = performance.now();
  let told = false;
  for (let pause = 1; ; pause = Math.min(pause * 2, 50)) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error)) throw error;
      const waited = performance.now() - start;
      if (waited > patience) {
        throw new AsimovError("LEDGER_BUSY", {
          message: `another process has been writing to the ledger for ${Math.round(waited / 1000)} s`,
          remedy: "Run the command again; nothing was changed.",
          cause: error,
        });
      }
      if (!told && waited > 2000) {
        told = true;
        options.onWait?.("waiting for another process that writes to the ledger ...");
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause * (0.5 + Math.random()));
    }
  }
}

// SQLITE_BUSY is 5; its extended codes carry it in the low byte.
function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && (Number(error.errcode) & 0xff) === 5;
}
