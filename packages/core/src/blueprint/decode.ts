import { AsimovError, type Place } from "../system/index.ts";

/**
 * The bytes of a blueprint file as text. A wrong character in a name or a path would only be noticed much later: what is not UTF-8, and control
 * characters, which no editor shows, are refused with their places. Throws `BLUEPRINT_ENCODING`.
 */
export function decodeBlueprint(bytes: Uint8Array, file: string): string {
  if (startsWith(bytes, [0xff, 0xfe]) || startsWith(bytes, [0xfe, 0xff])) throw refused("the file is in UTF-16", { file });
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  // Decoding puts this character where bytes are wrong; a file that really has it is as suspect.
  const wrong = text.indexOf("\uFFFD");
  if (wrong >= 0) throw refused("here are bytes that are not UTF-8", placeOf(text, wrong, file));
  const control = text.search(controls);
  if (control < 0) return text;
  const code = text.charCodeAt(control).toString(16).toUpperCase().padStart(4, "0");
  throw refused(`here is the control character U+${code}`, placeOf(text, control, file));
}

// Those that YAML does not allow in a file, whatever its version (YAML 1.2, 5.1).
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const controls = /[\0-\u0008\u000B\u000C\u000E-\u001F\u007F]/;

function refused(message: string, at: Place): AsimovError {
  return new AsimovError("BLUEPRINT_ENCODING", {
    message,
    at,
    remedy: 'Check that it is a blueprint, and save it as plain text in UTF-8; in double quotes, "\\x1b" stands for a control character.',
  });
}

function placeOf(text: string, index: number, file: string): Place {
  const before = text.slice(0, index).replace(/^\uFEFF/, "");
  const lines = before.split(/\r\n|\r|\n/);
  return { file, line: lines.length, column: lines.at(-1)!.length + 1 };
}

function startsWith(bytes: Uint8Array, mark: readonly number[]): boolean {
  return mark.every((byte, index) => bytes[index] === byte);
}
