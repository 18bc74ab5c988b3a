import { stripVTControlCharacters } from "node:util";

/**
 * A table that is drawn again in place while messages scroll by above it. Where the output is not a terminal, a line is printed only when
 * something other than its times changed.
 */
export class LiveTable {
  readonly #visible: boolean;
  readonly #terminal: boolean = process.stdout.isTTY;
  #drawn: readonly string[] = [];
  readonly #printed = new Map<string, string>();

  /** With `visible` false only messages are printed, on standard error. */
  constructor(visible: boolean) {
    this.#visible = visible;
  }

  /** Prints a message above the table. */
  say(text: string): void {
    if (!this.#visible) {
      process.stderr.write(`${text}\n`);
      return;
    }
    const table = this.#drawn;
    this.#erase();
    process.stdout.write(`${text}\n`);
    if (this.#terminal) this.#draw(table);
  }

  /** Shows the table as it is now. */
  show(lines: readonly string[]): void {
    if (!this.#visible) return;
    if (this.#terminal) {
      this.#erase();
      this.#draw(lines);
      return;
    }
    for (const line of lines) {
      const [name = ""] = line.split(" ", 1);
      const shape = stripVTControlCharacters(line)
        .replaceAll(/\s+\d+ (s|min|h|d)\b/g, "")
        .replaceAll(/\s+/g, " ");
      if (this.#printed.get(name) !== shape) process.stdout.write(`${line}\n`);
      this.#printed.set(name, shape);
    }
  }

  /** Prints a last line below the table. */
  end(text: string): void {
    if (this.#visible) process.stdout.write(`${text}\n`);
  }

  #draw(lines: readonly string[]): void {
    // What has scrolled off the screen can't be erased again.
    const room = Math.max((process.stdout.rows ?? 24) - 2, 1);
    const shown = lines.length <= room ? lines : [...lines.slice(0, room - 1), `... and ${lines.length - room + 1} more (asimov report status)`];
    process.stdout.write(shown.map((line) => `${line}\n`).join(""));
    this.#drawn = shown;
  }

  #erase(): void {
    if (this.#terminal && this.#drawn.length > 0) process.stdout.write(`\u001B[${this.#drawn.length}A\u001B[0J`);
    this.#drawn = [];
  }
}
