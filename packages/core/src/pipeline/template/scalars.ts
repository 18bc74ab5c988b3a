import { AsimovError } from "../../system/index.ts";

/** Whether there is no value. */
export function isMissing(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

/**
 * A single value as the value of an option `name`: `True` or `False`, a number, or the text itself.
 * Throws `TEMPLATE_VALUE_UNSUITABLE` for what would come out as something else: empty text, several lines, a comment, a map or list.
 */
export function scalar(value: unknown, name: string): string {
  const text = plainText(value, `"${name}"`);
  if (text.trim() === "") throw unsuitable(`"${name}" is empty`);
  if (text !== text.trim()) throw unsuitable(`"${name}" begins or ends with a blank: ${JSON.stringify(text)}`);
  if (/[\r\n]/.test(text)) throw unsuitable(`"${name}" has several lines: ${JSON.stringify(text)}`);
  if (/#|\s;/.test(text)) throw unsuitable(`"${name}" has a "#" or a ";" after a blank, which begin a comment: ${JSON.stringify(text)}`);
  return text;
}

/** A value in a map or list without quotes. Throws `TEMPLATE_VALUE_UNSUITABLE` for one that would need them. */
export function bareScalar(value: unknown): string {
  const text = plainText(value, "an entry of a map or list");
  if (/^[^\s,:;=#'"()[\]{}]+$/.test(text)) return text;
  throw unsuitable(
    `${JSON.stringify(text)} can't be written without quotes in a map or list`,
    "Use a value without blanks and without the characters , : ; = # ' \" ( ) [ ] { }.",
  );
}

/** A single value as text. Throws `TEMPLATE_VALUE_UNSUITABLE` for anything else. */
export function plainText(value: unknown, what: string): string {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  const came =
    typeof value === "object" ? `${JSON.stringify(value)}; the helpers python, json, perDetector and list write maps and lists` : name(value);
  throw unsuitable(`${what} is not a single value: ${came}`);
}

// NaN, infinities, functions and the like.
function name(value: unknown): string {
  return typeof value === "number" ? String(value) : `a ${typeof value}`;
}

function unsuitable(message: string, remedy?: string): AsimovError {
  return new AsimovError("TEMPLATE_VALUE_UNSUITABLE", { message, remedy });
}
