import type { AssetValue } from "@asimov-gw/core/pipeline";

import { unsuitable } from "../settings.ts";

/** The paths of an asset, whatever its form. */
export function filesOf(asset: AssetValue | undefined): readonly string[] {
  if (asset === undefined) return [];
  if (typeof asset === "string") return [asset];
  return Array.isArray(asset) ? asset : Object.values(asset as Readonly<Record<string, string | readonly string[]>>).flat();
}

/** The paths of an asset that has some for each detector. */
export function filesByDetector(asset: AssetValue | undefined): Readonly<Record<string, readonly string[]>> {
  if (asset === undefined || typeof asset === "string" || Array.isArray(asset)) return {};
  return Object.fromEntries(
    Object.entries(asset as Readonly<Record<string, string | readonly string[]>>).map(([detector, files]) => [detector, [files].flat()]),
  );
}

/** The one path of the asset `name`. Throws `SETTING_UNSUITABLE` when it has several. */
export function onlyFile(asset: AssetValue | undefined, name: string): string | undefined {
  const files = filesOf(asset);
  if (files.length > 1) throw unsuitable("needs", `offers ${files.length} files as "${name}", where one is wanted`);
  return files[0];
}
