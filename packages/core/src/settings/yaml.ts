import type { ScalarTag, Tags } from "yaml";

import type { Settings } from "./types.ts";

/** Settings as YAML 1.1, the version of blueprints: read again, every value is what it was. Lines are as long as their values. */
export async function toYaml(settings: Settings): Promise<string> {
  // Imported where it is used: most commands write none.
  const { stringify } = await import("yaml");
  return stringify(settings, { version: "1.1", lineWidth: 0, aliasDuplicateObjects: false, customTags });
}

// A number with an exponent needs a dot: 1e+21 would be text.
function customTags(tags: Tags): Tags {
  return tags.map((tag) => (isNumber(tag) ? { ...tag, stringify: ({ value }) => String(value).replace(/^(-?\d+)(?=e)/, "$1.0") } : tag));
}

function isNumber(tag: Tags[number]): tag is ScalarTag {
  return typeof tag !== "string" && "test" in tag && /:(?:int|float)$/.test(tag.tag);
}
