import type { Place } from "../../system/index.ts";

/** One logical line of a file: continuation lines joined, indentation and trailing blanks removed. Never empty, never a comment. */
export interface Line {
  readonly file: string;
  readonly text: string;
  /** Where the physical lines begin in `text`, first to last. */
  readonly pieces: readonly Piece[];
}

interface Piece {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/**
 * The logical lines of `text`, as HTCondor reads both of its languages: a trailing backslash continues a line, the indentation of the next
 * one is dropped, `#` starts a comment line (also between continued lines; a backslash does not continue a comment).
 */
export function logicalLines(text: string, file: string): Line[] {
  const lines: Line[] = [];
  let pieces: Piece[] = [];
  let joined = "";
  const flush = (): void => {
    if (joined.trim() !== "") lines.push({ file, text: joined.trimEnd(), pieces });
    [joined, pieces] = ["", []];
  };
  text.split("\n").forEach((raw, index) => {
    const content = raw.trim();
    if (content.startsWith("#")) return;
    const continues = content.endsWith("\\");
    // Blanks first in a statement are indentation, so a piece that adds nothing yet is no piece.
    const part = continues ? content.slice(0, -1) : content;
    if (part !== "") pieces.push({ offset: joined.length, line: index + 1, column: raw.length - raw.trimStart().length + 1 });
    joined += part;
    if (!continues) flush();
  });
  flush();
  return lines;
}

/** The place in the file of the character at `offset` in the text of `line`. */
export function placeAt(line: Line, offset = 0): Place {
  const piece = line.pieces.findLast((candidate) => candidate.offset <= offset) ?? line.pieces[0];
  return piece === undefined ? { file: line.file } : { file: line.file, line: piece.line, column: piece.column + offset - piece.offset };
}
