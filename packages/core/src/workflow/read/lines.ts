import type { Place } from "../../system/index.ts";

/** One logical line of a file: continuation lines joined, indentation and trailing blanks removed. Never empty, never a comment. */
export interface Line {
  readonly file: string;
  readonly text: string;
  /** Where it begins. */
  readonly line: number;
  readonly column: number;
  /** Where the physical lines that continue it begin in `text`, first to last; most have none, of which a DAG may have 100,000. */
  readonly more?: readonly Piece[];
}

interface Piece {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** All {@link eachLine} of a text. */
export function logicalLines(text: string, file: string): Line[] {
  return [...eachLine(text, file)];
}

/**
 * The logical lines of `text`, as HTCondor reads both of its languages: a trailing backslash continues a line, the indentation of the next
 * one is dropped, `#` starts a comment line (also between continued lines; a backslash does not continue a comment). One by one, so that what
 * nobody needs any longer can go: a DAG may have millions.
 */
export function* eachLine(text: string, file: string): Generator<Line, void, undefined> {
  let pieces: Piece[] = [];
  let joined = "";
  for (let start = 0, number = 1; start <= text.length; number++) {
    const newline = text.indexOf("\n", start);
    const end = newline === -1 ? text.length : newline;
    const raw = text.slice(start, end);
    start = end + 1;
    const content = raw.trim();
    if (content.startsWith("#")) continue;
    const continues = content.endsWith("\\");
    // Blanks first in a statement are indentation, so a piece that adds nothing yet is no piece.
    const part = continues ? content.slice(0, -1) : content;
    if (part !== "") pieces.push({ offset: joined.length, line: number, column: raw.length - raw.trimStart().length + 1 });
    joined += part;
    if (continues && start <= text.length) continue;
    if (joined.trim() !== "") yield lineOf(joined.trimEnd(), file, pieces);
    [joined, pieces] = ["", []];
  }
}

function lineOf(text: string, file: string, [first, ...more]: readonly Piece[]): Line {
  const { line, column } = first!;
  return more.length === 0 ? { file, text, line, column } : { file, text, line, column, more };
}

/** The place in the file of the character at `offset` in the text of `line`. */
export function placeAt(line: Line, offset = 0): Place {
  const piece = line.more?.findLast((candidate) => candidate.offset <= offset) ?? { offset: 0, line: line.line, column: line.column };
  return { file: line.file, line: piece.line, column: piece.column + offset - piece.offset };
}
