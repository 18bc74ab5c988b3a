import { nodeBelow, type KeyNode, type Vocabulary } from "../../settings/index.ts";
import { keySchema } from "./key.ts";
import type { Schema } from "./types.ts";

type Properties = Readonly<Record<string, Schema>>;

/** `properties`, which describe the keys of `node`, and the old names of these keys, so that editors check what stands there and strike it through. */
export function withFormerNames(properties: Properties, node: KeyNode, { deprecated }: Vocabulary): Properties {
  return [...deprecated].reduce((all, [name, renamings]) => {
    const keys = [...new Set(renamings.map(({ key }) => key))].filter((key) => nodeAt(node, key) !== undefined);
    return keys.length === 0 ? all : inserted(all, name.split("."), formerSchema(keys, node));
  }, properties);
}

// An old name may mean one key to one pipeline and another to the next: then anything may stand there.
function formerSchema(keys: readonly string[], node: KeyNode): Schema {
  const [only, ...more] = keys.map((key) => keySchema(nodeAt(node, key)!));
  return { ...(more.length === 0 ? only : {}), description: `An old name of ${keys.map((key) => `"${key}"`).join(" or ")}.`, deprecated: true };
}

function nodeAt(node: KeyNode, key: string): KeyNode | undefined {
  return key.split(".").reduce<KeyNode | undefined>(nodeBelow, node);
}

function inserted(properties: Properties, [name = "", ...rest]: readonly string[], schema: Schema): Properties {
  if (rest.length === 0) return Object.hasOwn(properties, name) ? properties : { ...properties, [name]: schema };
  const around = Object.hasOwn(properties, name) ? properties[name]! : { type: ["object", "null"] };
  return {
    ...properties,
    [name]: inObject(around, (form) => ({ ...form, properties: inserted((form["properties"] ?? {}) as Properties, rest, schema) })),
  };
}

/** `schema` with a change to that form of it which is an object. */
function inObject(schema: Schema, change: (form: Schema) => Schema): Schema {
  if (Array.isArray(schema["anyOf"])) return { ...schema, anyOf: (schema["anyOf"] as readonly Schema[]).map((form) => inObject(form, change)) };
  return [schema["type"]].flat().includes("object") ? change(schema) : schema;
}
