import { systemCode } from "@asimov-gw/core/system";

/** Prints lines as they come, and stops when the reader has seen enough (`| head`). */
export function printLines(lines: Iterable<string>): void {
  let closed = false;
  process.stdout.on("error", (error) => {
    if (systemCode(error) !== "EPIPE") throw error;
    closed = true;
  });
  for (const line of lines) {
    if (closed || process.stdout.destroyed) return;
    process.stdout.write(`${line}\n`);
  }
}

/** Prints a text of whole lines, likewise. */
export function printText(text: string): void {
  printLines([text.replace(/\n$/, "")]);
}

/** A list as JSON, an item at a time: it may be longer than the memory. */
export function* jsonLines(items: Iterable<unknown>): Generator<string, void> {
  let before: string | undefined;
  for (const item of items) {
    yield before === undefined ? "[" : `${before},`;
    before = JSON.stringify(item, null, 2).replaceAll(/^/gm, "  ");
  }
  if (before === undefined) yield "[]";
  else yield* [before, "]"];
}
