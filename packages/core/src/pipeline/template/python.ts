import { AsimovError } from "../../system/index.ts";

/** `value` as a Python literal of printable ASCII on one line, which `ast.literal_eval` reads back. Throws `TEMPLATE_NOT_PYTHON` for what has none, such as NaN. */
export function pythonLiteral(value: unknown): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return pythonString(value);
  if (typeof value === "number") return pythonNumber(value);
  if (Array.isArray(value)) return `[${value.map(pythonLiteral).join(", ")}]`;
  if (typeof value === "object") {
    return `{${Object.entries(value)
      .map(([key, entry]) => `${pythonString(key)}: ${pythonLiteral(entry)}`)
      .join(", ")}}`;
  }
  throw notPython(typeof value);
}

function pythonNumber(value: number): string {
  if (Number.isNaN(value)) throw notPython("NaN");
  // Python has no literal for infinity; one that is too large for a double reads as it.
  if (!Number.isFinite(value)) return value > 0 ? "1e999" : "-1e999";
  return Object.is(value, -0) ? "-0.0" : String(value);
}

function pythonString(value: string): string {
  return `'${value.replace(/['\\]/g, "\\$&").replace(/[^ -~]/gu, escape)}'`;
}

function escape(character: string): string {
  const short = shortEscapes[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  if (code > 0xffff) return `\\U${hex(code, 8)}`;
  return code > 0xff ? `\\u${hex(code, 4)}` : `\\x${hex(code, 2)}`;
}

const shortEscapes: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}

function notPython(what: string): AsimovError {
  return new AsimovError("TEMPLATE_NOT_PYTHON", { message: `${what} can't be written as a Python literal` });
}
