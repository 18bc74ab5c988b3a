// Enough for what stands in submit files, and keeps parentheses from filling the stack.
const maxLength = 1000;

/** The whole number that `text` comes to, of numbers, `+ - * / %` and parentheses, in whole numbers as HTCondor's; undefined when it is none. */
export function evaluate(text: string): number | undefined {
  if (text.length > maxLength || /[^\d\s.+\-*/%()]/.test(text)) return undefined;
  const tokens = text.match(/\d+(?:\.\d*)?|[-+*/%()]/g) ?? [];
  if (tokens.join("") !== text.replaceAll(/\s/g, "")) return undefined;
  const reader = { tokens, next: 0 };
  const value = sum(reader);
  return reader.next === tokens.length && Number.isSafeInteger(value) ? value : undefined;
}

interface Reader {
  readonly tokens: readonly string[];
  next: number;
}

// NaN stands for what is no number, through all that is made of it.
function sum(reader: Reader): number {
  let value = product(reader);
  for (let sign = reader.tokens[reader.next]; sign === "+" || sign === "-"; sign = reader.tokens[reader.next]) {
    reader.next++;
    const other = product(reader);
    value = sign === "+" ? value + other : value - other;
  }
  return value;
}

function product(reader: Reader): number {
  let value = factor(reader);
  for (let sign = reader.tokens[reader.next]; sign !== undefined && /[*/%]/.test(sign); sign = reader.tokens[reader.next]) {
    reader.next++;
    const other = factor(reader);
    value = sign === "*" ? value * other : sign === "/" ? Math.trunc(value / other) : value % other;
  }
  return value;
}

function factor(reader: Reader): number {
  const token = reader.tokens[reader.next++];
  if (token === "-") return -factor(reader);
  if (token === "+") return factor(reader);
  if (token !== "(") return token === undefined || !/^\d/.test(token) ? NaN : Math.trunc(Number(token));
  const value = sum(reader);
  return reader.tokens[reader.next++] === ")" ? value : NaN;
}
