import { placeIn, type SettingPath, type Source } from "../../settings/index.ts";
import { AsimovError } from "../../system/index.ts";

/** The error for a strategy that makes no sense. */
export function strategyError(source: Source, path: SettingPath, message: string, remedy: string): AsimovError {
  return new AsimovError("BLUEPRINT_STRATEGY", { message, at: placeIn(source, path), remedy });
}
