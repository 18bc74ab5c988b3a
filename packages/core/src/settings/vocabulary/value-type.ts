const scalars = ["number", "integer", "text", "boolean", "path"] as const;

/** What one value can be: `per detector list of path` is a map from detectors to lists of paths. */
export interface ValueType {
  readonly perDetector: boolean;
  readonly listOf: boolean;
  /** `map` is a map of any keys, `section` one of the keys that the vocabulary has below it, `list` a list of anything. */
  readonly base: (typeof scalars)[number] | "map" | "section" | "list" | "anything";
}

/** The type that a text such as `per detector number` means, or undefined. */
export function parseType(text: string): ValueType | undefined {
  const [, detector, list, base] = /^(per detector )?(list of )?([a-z]+)$/.exec(text) ?? [];
  const found = [...scalars, "map", "section", "list", "anything"].find((name) => name === base) as ValueType["base"] | undefined;
  return found === undefined ? undefined : { perDetector: detector !== undefined, listOf: list !== undefined, base: found };
}

/** A type as the vocabulary writes it. */
export function typeText({ perDetector, listOf, base }: ValueType): string {
  return `${perDetector ? "per detector " : ""}${listOf ? "list of " : ""}${base}`;
}

/** Types in words: `a number for each detector, or a path`. */
export function typesInWords(types: readonly ValueType[]): string {
  return types.map(inWords).join(", or ");
}

/** Whether maps of any keys may stand below a value of this type. */
export function isOpen({ perDetector, base }: ValueType): boolean {
  return perDetector || base === "map" || base === "anything";
}

function inWords({ perDetector, listOf, base }: ValueType): string {
  const one = listOf ? `a list of ${plural(base)}` : base === "section" ? "a map of settings" : base === "anything" ? base : withArticle(base);
  return perDetector ? `a map from detectors to ${listOf ? "lists of " : ""}${plural(base)}` : one;
}

function plural(base: string): string {
  return base === "anything" ? base : `${base}s`;
}

function withArticle(base: string): string {
  if (base === "text") return base;
  return /^[aeiou]/.test(base) ? `an ${base}` : base === "boolean" ? "true or false" : `a ${base}`;
}
