import { stripVTControlCharacters, styleText } from "node:util";

const colors: Readonly<Record<string, "green" | "cyan" | "red" | "yellow" | "dim">> = {
  uploaded: "green",
  finished: "green",
  running: "cyan",
  processing: "cyan",
  stuck: "red",
  stop: "yellow",
  restart: "yellow",
  wait: "yellow",
  stopped: "dim",
  cancelled: "dim",
};

/** Rows as lines with aligned columns; the last column is cut at `width` characters. */
export function formatTable(rows: readonly (readonly string[])[], width: number): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => visible(row[column] ?? "").length)));
  return rows.map((row) => {
    const line = row.map((cell, column) => (column === row.length - 1 ? cell : cell + " ".repeat(widths[column]! - visible(cell).length))).join("  ");
    return visible(line).length <= width ? line.trimEnd() : cut(line, width);
  });
}

/** A status in its colour. */
export function paint(status: string): string {
  const color = Object.hasOwn(colors, status) ? colors[status] : undefined;
  return color ? styleText(color, status) : status;
}

function visible(text: string): string {
  // Most cells have no colour, and there may be hundreds of thousands.
  return text.includes("\u001B") ? stripVTControlCharacters(text) : text;
}

// Cut without breaking an escape sequence: colours end before the last column, which is plain.
function cut(line: string, width: number): string {
  const excess = visible(line).length - width + 1;
  return `${line.slice(0, line.length - excess)}…`;
}
