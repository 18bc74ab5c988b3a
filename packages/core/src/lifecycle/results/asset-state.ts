import { statSync } from "node:fs";

import { sha256File, systemCode } from "../../system/index.ts";
import type { AssetFile } from "../assets.ts";

/** How a file is now, compared with what was recorded of it. */
export type FileState =
  /** It has the recorded size; its content was not looked at. */
  | "there"
  /** Its content was looked at too. */
  | "unchanged"
  | "changed"
  | "missing"
  | "unreadable";

/** Compares a file with what was recorded of it: its size, and with `verify` its content. */
export async function fileState({ path, size, sha256 }: Pick<AssetFile, "path" | "size" | "sha256">, verify: boolean): Promise<FileState> {
  try {
    const stats = statSync(path);
    if (!stats.isFile() || stats.size !== size) return "changed";
    if (!verify) return "there";
    return (await sha256File(path)) === sha256 ? "unchanged" : "changed";
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return "missing";
    if (code === "EACCES" || code === "EIO" || code === "ESTALE") return "unreadable";
    throw error;
  }
}

/** Whether a file is what it was, as far as was looked. */
export function isSound(state: FileState): boolean {
  return state === "there" || state === "unchanged";
}
