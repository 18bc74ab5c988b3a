/** Reads the part of Python's literals that we write (the Python Language Reference, section 2.4): a model to test against. */
export function readPython(source: string): unknown {
  const tokens = source.match(/'(?:\\.|[^'\\])*'|[[\]{},:]|[^\s[\]{},:']+/gs) ?? [];
  let at = 0;
  const next = (): string => tokens[at++] ?? "";
  const items = (end: string): unknown[] => {
    const list: unknown[] = [];
    while (tokens[at] !== end) {
      list.push(read());
      if (tokens[at] === "," || tokens[at] === ":") at++;
    }
    at++;
    return list;
  };
  const read = (): unknown => {
    const token = next();
    if (token === "[") return items("]");
    if (token === "{") return Object.fromEntries(pairs(items("}")));
    if (token.startsWith("'")) return unescape(token.slice(1, -1));
    if (Object.hasOwn(constants, token)) return constants[token];
    return Number(token);
  };
  return read();
}

const constants: Readonly<Record<string, unknown>> = { None: null, True: true, False: false };

function pairs(flat: readonly unknown[]): [string, unknown][] {
  return flat.flatMap((key, i) => (i % 2 === 0 ? [[String(key), flat[i + 1]] as [string, unknown]] : []));
}

function unescape(text: string): string {
  return text.replace(/\\(?:x(..)|u(....)|U(.{8})|(.))/g, (_, x?: string, u?: string, U?: string, other?: string) => {
    const code = x ?? u ?? U;
    if (code !== undefined) return String.fromCodePoint(parseInt(code, 16));
    return { n: "\n", r: "\r", t: "\t" }[other!] ?? other!;
  });
}
