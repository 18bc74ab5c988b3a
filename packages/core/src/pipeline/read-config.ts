import { readFile } from "node:fs/promises";

import { isMap, type Value } from "../settings/index.ts";
import { AsimovError } from "../system/index.ts";
import { parseIni } from "./parse-ini.ts";

/**
 * The options of a config file, by `SECTION.KEY`, or `KEY` where there are no sections, as the text of their values: of JSON and YAML (by `extension`,
 * with the dot) each value that is no map, and all else as lines `key = value`. Throws `CONFIG_NOT_READABLE`.
 */
export async function readConfig(path: string, extension: string): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(path, "utf8");
  switch (extension.toLowerCase()) {
    case ".json":
      return optionsOf(
        parsed("JSON", () => JSON.parse(text) as Value),
        "JSON",
      );
    case ".yaml":
    case ".yml": {
      // Imported where it is used: hardly any pipeline has such files.
      const { parse } = await import("yaml");
      return optionsOf(
        parsed("YAML", () => parse(text) as Value),
        "YAML",
      );
    }
    default:
      return parseIni(text);
  }
}

function parsed(format: string, parse: () => Value): Value {
  try {
    return parse();
  } catch (cause) {
    throw unreadable(`it is no ${format}: ${cause instanceof Error ? cause.message.split("\n")[0]! : String(cause)}`, cause);
  }
}

function optionsOf(value: Value, format: string): Readonly<Record<string, string>> {
  // What has nothing in it is a file without options.
  if (value !== null && !isMap(value)) throw unreadable(`it is no map of ${format}, but ${Array.isArray(value) ? "a list" : "a single value"}`);
  return Object.fromEntries(leaves(value ?? {}, []));
}

function* leaves(map: { readonly [key: string]: Value }, above: readonly string[]): Generator<readonly [string, string]> {
  for (const [key, value] of Object.entries(map)) {
    if (isMap(value) && Object.keys(value).length > 0) yield* leaves(value, [...above, key]);
    else yield [[...above, key].join("."), typeof value === "string" ? value : value === null ? "None" : JSON.stringify(value)];
  }
}

function unreadable(message: string, cause?: unknown): AsimovError {
  return new AsimovError("CONFIG_NOT_READABLE", {
    message,
    remedy: "Correct the file, or name a config file of this pipeline.",
    ...(cause !== undefined && { cause }),
  });
}
