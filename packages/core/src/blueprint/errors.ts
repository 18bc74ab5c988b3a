import { formatPath, placeIn, type SettingPath, type Source, type Value } from "../settings/index.ts";
import { AsimovError } from "../system/index.ts";

/** The error for a value of another type than `expected`. */
export function wrongType(source: Source, path: SettingPath, value: Value | undefined, expected: string): AsimovError {
  return new AsimovError("BLUEPRINT_WRONG_TYPE", {
    message: `"${formatPath(path)}" is ${JSON.stringify(value)}, expected ${expected}`,
    at: placeIn(source, path),
  });
}

/** The error for a map at `path`, `what` for people, that lacks a key; `example` is a line that has it. */
export function missingKey(source: Source, path: SettingPath, what: string, key: string, example: string): AsimovError {
  const remedy = `Add a line such as "${example}".`;
  return new AsimovError("BLUEPRINT_MISSING_KEY", { message: `the ${what} has no "${key}"`, at: placeIn(source, path), remedy });
}

/** A text in quotes, with every character that can't be seen written out. */
export function visibly(text: string): string {
  return JSON.stringify(text).replace(/\p{C}/gu, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** A value as people read it: text as it is, anything else as JSON. */
export function plainText(value: Value): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
