import type { Settings } from "./types.ts";

/** Settings as YAML 1.1, the version of blueprints: read again, every value is what it was. Lines are as long as their values. */
export async function toYaml(settings: Settings): Promise<string> {
  // Imported where it is used: most commands write none.
  const { stringify } = await import("yaml");
  return stringify(settings, { version: "1.1", lineWidth: 0, aliasDuplicateObjects: false });
}
