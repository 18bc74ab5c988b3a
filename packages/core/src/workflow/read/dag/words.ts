import { placeAt, type Line } from "../lines.ts";
import type { Place } from "../../../system/index.ts";

/** One word of a statement and where it stands. */
export interface Word {
  readonly text: string;
  readonly offset: number;
  readonly line: Line;
}

/** The words of `line` from `offset` on, split at blanks; a word in double quotes may hold blanks, with `\"` and `\\` for `"` and `\`. */
export function words(line: Line, offset = 0): Word[] {
  const pattern = /"([^"\\]*(?:\\[^][^"\\]*)*)"(?!\S)|\S+/g;
  pattern.lastIndex = offset;
  const found: Word[] = [];
  for (let match = pattern.exec(line.text); match !== null; match = pattern.exec(line.text)) {
    const text = match[1] === undefined ? match[0] : unescape(match[1]);
    found.push({ text, offset: match.index, line });
  }
  return found;
}

/** `\"` and `\\` as `"` and `\`; any other backslash stays. */
export function unescape(text: string): string {
  return text.replace(/\\(["\\])/g, "$1");
}

/** Where `word` stands. */
export function placeOf(word: Word): Place {
  return placeAt(word.line, word.offset);
}
