import type { Scalar } from "yaml";

/** A value, or a key, that YAML 1.1 reads as something else than a newcomer expects. */
export interface Surprise {
  readonly line: number;
  readonly column: number;
  /** As it is written. */
  readonly text: string;
  readonly kind: "boolean" | "sexagesimal" | "octal" | "underscores" | "number-like" | "date" | "key";
  /** What a key is read as. */
  readonly readAs?: string | undefined;
}

/** What is surprising in how a plain scalar was read, if anything is. */
export function surpriseIn({ value, source = "", type }: Scalar): Surprise["kind"] | undefined {
  if (type !== "PLAIN") return undefined;
  if (typeof value === "boolean") return /^(true|false)$/i.test(source) ? undefined : "boolean";
  if (typeof value === "number") {
    if (source.includes(":")) return "sexagesimal";
    if (/^[-+]?[0-9][0-9_.]*$/.test(source) && source.includes("_") && !/^[-+]?0[0-7_]+$/.test(source)) return "underscores";
    return /^[-+]?0[0-7_]+$/.test(source) && Number(source.replaceAll("_", "")) !== value ? "octal" : undefined;
  }
  if (typeof value !== "string") return undefined;
  if (/^\d{4}-\d\d?-\d\d?(?:$|[Tt\s])/.test(value)) return "date";
  return Number.isFinite(Number(value === "" ? Number.NaN : value)) ? "number-like" : undefined;
}

/** What a surprise means, in words; `value` is what was read. */
export function explain({ text, kind }: Surprise, value: unknown): string {
  return `${kind === "key" ? "the key " : ""}${text} is read as ${readAs[kind](value)}`;
}

/** What to write instead, so that nobody is surprised. */
export function clearer({ text, kind }: Surprise, value: unknown): string {
  if (kind === "date" || kind === "key") return `Write "${text}" in quotes.`;
  const plain = kind === "number-like" ? withDot(text) : String(value);
  return `Write ${plain}${kind === "boolean" ? "" : " for the number"}, or "${text}" in quotes for text.`;
}

const readAs: Readonly<Record<Surprise["kind"], (value: unknown) => string>> = {
  boolean: (value) => `${String(value)}, as YAML 1.1 has it`,
  sexagesimal: (value) => `the number ${String(value)}, in base 60, as YAML 1.1 has it`,
  octal: (value) => `the number ${String(value)}, in base 8, as YAML 1.1 has it`,
  underscores: (value) => `the number ${String(value)}, as YAML 1.1 has it`,
  "number-like": () => "text, not as a number, as YAML 1.1 has it",
  date: () => "text, not as a date",
  key: (value) => `${JSON.stringify(value)}, as YAML 1.1 has it`,
};

/** A number as every version of YAML reads it: `1e9` as `1.0e+9`. */
export function withDot(text: string): string {
  const [, sign = "", whole = "", fraction = "", exponentSign = "", exponent] = /^([-+]?)(\d*)(?:\.(\d*))?[eE]([-+]?)(\d+)$/.exec(text) ?? [];
  if (exponent === undefined) return String(Number(text));
  return `${sign}${whole === "" ? "0" : whole}.${fraction === "" ? "0" : fraction}e${exponentSign === "" ? "+" : exponentSign}${exponent}`;
}
