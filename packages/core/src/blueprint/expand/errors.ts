import { formatPath, placeIn, type SettingPath, type Source, type Value } from "../../settings/index.ts";
import { AsimovError } from "../../system/index.ts";

/** The error for a value of another type than `expected`. */
export function wrongType(source: Source, path: SettingPath, value: Value | undefined, expected: string): AsimovError {
  return new AsimovError("BLUEPRINT_WRONG_TYPE", {
    message: `"${formatPath(path)}" is ${JSON.stringify(value)}, expected ${expected}`,
    at: placeIn(source, path),
  });
}

/** The error for a strategy that makes no sense. */
export function strategyError(source: Source, path: SettingPath, message: string, remedy: string): AsimovError {
  return new AsimovError("BLUEPRINT_STRATEGY", { message, at: placeIn(source, path), remedy });
}
