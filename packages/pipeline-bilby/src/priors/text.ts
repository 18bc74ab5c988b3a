/**
 * Text as bilby's readers of dictionaries, priors and arguments leave it whole. They take blanks away and split at commas, brackets and signs also
 * inside of quotes, so what has any of these stands in double quotes, which bilby evaluates, with escapes.
 */
export function textOf(text: string): string {
  return plain.test(text) ? `'${text}'` : `"${Array.from({ length: text.length }, (_, index) => escaped(text[index]!)).join("")}"`;
}

// A pair of braces, as LaTeX has them, is whole by itself.
const plain = /^(?:[\w.$\\^~*/+<>|@!?&-]|\{[\w.$\\^~*/+<>|@!?&-]*\})+$/;

function escaped(unit: string): string {
  if (/[\w.$^~*/+<>|@!?&-]/.test(unit)) return unit;
  const code = unit.charCodeAt(0).toString(16);
  return code.length <= 2 ? `\\x${code.padStart(2, "0")}` : `\\u${code.padStart(4, "0")}`;
}
