/** Where a value is: the keys of objects and the indices of arrays around it. It changes as reading goes on: copy what is to be kept. */
export type Path = readonly (string | number)[];

/** A value that holds no other. */
export type Scalar = string | number | boolean | null;

/** What is told of a JSON document while it is read. */
export interface JsonVisitor {
  /** Whether the member of an object at `path` is to be read; of what is in one that is not, nothing is told. */
  readonly wants: (path: Path) => boolean;
  readonly value: (path: Path, value: Scalar) => void;
}

/** Python's `json` writes these bare, which JSON does not have. */
const words: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ["NaN", NaN],
  ["Infinity", Infinity],
  ["-Infinity", -Infinity],
  ["true", true],
  ["false", false],
  ["null", null],
]);

/** What a bare token says: a number or a word; undefined for one that is neither. */
export function bareValue(token: string): Scalar | undefined {
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(token) ? Number(token) : words.get(token);
}

/** The text between two quotes, whose bytes are given as the characters of a string; undefined when JSON has no such text. */
export function textValue(bytes: string): string | undefined {
  if (/^[\x20-\x5b\x5d-\x7e]*$/.test(bytes)) return bytes;
  try {
    return JSON.parse(`"${Buffer.from(bytes, "latin1").toString("utf8")}"`) as string;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
