import { isMap, type SettingPath, type Value } from "../../settings/index.ts";

/** What stands for a placeholder in the text at `path`. */
export type Lookup = (placeholder: string, path: SettingPath) => string;

/** `value` with every `{placeholder}` in its texts replaced; `{{text}}` stands for `{text}`, other braces for themselves. Keys stay as they are. */
export function fill(value: Value, lookup: Lookup, path: SettingPath = []): Value {
  if (typeof value === "string") return fillText(value, (placeholder) => lookup(placeholder, path));
  if (Array.isArray(value)) return value.map((item: Value, index) => fill(item, lookup, [...path, String(index)]));
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner, lookup, [...path, key])]));
}

/** `text` with every `{placeholder}` replaced, as {@link fill} does. */
export function fillText(text: string, lookup: (placeholder: string) => string): string {
  return text.replace(/\{\{([^{}]*)\}\}|\{([^{}]*)\}/g, (_, kept: string | undefined, placeholder: string) =>
    kept === undefined ? lookup(placeholder) : `{${kept}}`,
  );
}
