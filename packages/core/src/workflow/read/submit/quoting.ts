/** What came of splitting a quoted value: its parts, or why it cannot be split. */
type Split = { readonly parts: readonly string[] } | { readonly wrong: string };

/** The variables of an `environment` value in their order, or why it cannot be read. */
type Environment = { readonly entries: readonly (readonly [string, string])[] } | { readonly wrong: string };

/**
 * The words of an `arguments` value. In double quotes (the new syntax) `""` is a double quote and `'...'` holds blanks, with `''` for a
 * single quote; without (the old one) words are split at blanks and `\"` is a double quote.
 */
export function parseArguments(value: string): Split {
  if (value.startsWith('"')) return splitQuoted(value);
  if (/(?<!\\)"/.test(value)) return { wrong: 'arguments that are not in double quotes as a whole must write " as \\"' };
  return { parts: value.replaceAll('\\"', '"').match(/\S+/g) ?? [] };
}

/** The variables of an `environment` value: `"A=b C='d e'"` with the quoting of {@link parseArguments}, or the old `A=b;C=d e`. */
export function parseEnvironment(value: string): Environment {
  const split = value.startsWith('"') ? splitQuoted(value) : { parts: value.split(";").flatMap((part) => (part.trim() === "" ? [] : part.trim())) };
  if ("wrong" in split) return split;
  const bad = split.parts.find((part) => part.indexOf("=") < 1);
  if (bad !== undefined) return { wrong: `environment expects NAME=VALUE, not ${JSON.stringify(bad)}` };
  return { entries: split.parts.map((part) => [part.slice(0, part.indexOf("=")), part.slice(part.indexOf("=") + 1)] as const) };
}

function splitQuoted(value: string): Split {
  const body = value.trimEnd();
  const inner = body.slice(1, -1).replaceAll('""', "\0");
  if (body.length < 2 || !body.endsWith('"') || inner.includes('"')) {
    return { wrong: 'a value that starts with a double quote must end with one, and write " within as ""' };
  }
  return splitWords(inner.replaceAll("\0", '"'));
}

// Splits at blanks that are not in single quotes.
function splitWords(inner: string): Split {
  if (!inner.includes("'")) return { parts: inner.match(/\S+/g) ?? [] };
  const parts: string[] = [];
  let part: string | undefined;
  let quoted = false;
  for (const [piece] of inner.matchAll(/[^\s']+|'[^']*'|\s+|'/g)) {
    if (piece === "'") return { wrong: "a single quote is not closed" };
    if (piece.startsWith("'")) {
      // What follows a quoted piece at once is the rest of it, after a doubled quote.
      part = (part ?? "") + (quoted ? "'" : "") + piece.slice(1, -1);
      quoted = true;
      continue;
    }
    quoted = false;
    if (piece.trim() !== "") part = (part ?? "") + piece;
    else if (part !== undefined) {
      parts.push(part);
      part = undefined;
    }
  }
  if (part !== undefined) parts.push(part);
  return { parts };
}
