/** A line on the terminal that tells how far long work is, drawn in place; nothing where standard error is no terminal. */
export class ProgressLine {
  #last = 0;
  #drawn = false;

  /** Draws the line again, at most five times a second. */
  show(text: () => string): void {
    const now = Date.now();
    if (!process.stderr.isTTY || now - this.#last < 200) return;
    this.#last = now;
    this.#drawn = true;
    process.stderr.write(`\r\u001B[K${text().slice(0, Math.max((process.stderr.columns ?? 80) - 1, 1))}`);
  }

  /** Takes the line away. */
  end(): void {
    if (this.#drawn) process.stderr.write("\r\u001B[K");
    this.#drawn = false;
  }
}
