import { appendFileSync, closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";

import { AsimovError } from "./errors.ts";

/** The file to which the output of a command is appended as it comes. */
export class CommandLog {
  readonly #file: string;
  readonly #handle: number;
  #problem: AsimovError | undefined;

  /** Opens `file`, and makes its directory. Throws `COMMAND_LOG`. */
  constructor(file: string) {
    this.#file = file;
    try {
      mkdirSync(dirname(file), { recursive: true });
      this.#handle = openSync(file, "a");
    } catch (cause) {
      throw this.#failure(cause);
    }
  }

  /** Whether `text` was written. What could not is told by {@link check}. */
  append(text: string): boolean {
    try {
      appendFileSync(this.#handle, text);
    } catch (cause) {
      this.#problem ??= this.#failure(cause);
    }
    return this.#problem === undefined;
  }

  /** Throws `COMMAND_LOG` when something could not be written. */
  check(): void {
    if (this.#problem) throw this.#problem;
  }

  close(): void {
    closeSync(this.#handle);
  }

  #failure(cause: unknown): AsimovError {
    return new AsimovError("COMMAND_LOG", {
      message: `the output of the command can't be kept: ${cause instanceof Error ? cause.message : String(cause)}`,
      at: { file: this.#file },
      remedy: "Make room on the disk, or check who may write there.",
      cause,
    });
  }
}
