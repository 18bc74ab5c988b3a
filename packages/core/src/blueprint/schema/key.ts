import type { Description, KeyNode, ValueType } from "../../settings/index.ts";
import type { Schema } from "./types.ts";

/** What may stand at a key of the vocabulary, whoever reads it; `null` may stand everywhere, since it takes a value away. */
export function keySchema(node: KeyNode): Schema {
  const descriptions = node.entry?.descriptions ?? [];
  const [first] = descriptions;
  const forms = descriptions.flatMap((description) => description.types.map((type) => ({ type, description })));
  const hasKeys = node.children.size > 0 || node.any !== undefined || forms.some(({ type }) => type.perDetector);
  const plain = forms.filter(({ type }) => !hasKeys || !isObject(type)).map(({ type, description }) => typeSchema(type, description));
  const all = once(hasKeys ? [objectSchema(node, forms), ...plain] : plain);
  const preset = descriptions.find((one) => one.default !== undefined)?.default;
  return {
    ...(first === undefined ? {} : { description: first.unit === undefined ? first.meaning : `${first.meaning} Unit: ${first.unit}.` }),
    ...(first?.example === undefined ? {} : { examples: [first.example] }),
    ...(preset === undefined ? {} : { default: preset }),
    ...nullable(all),
  };
}

interface Form {
  readonly type: ValueType;
  readonly description: Description;
}

function isObject({ perDetector, listOf, base }: ValueType): boolean {
  return perDetector || (!listOf && (base === "map" || base === "section"));
}

function objectSchema(node: KeyNode, forms: readonly Form[]): Schema {
  const detectors = forms
    .filter(({ type }) => type.perDetector)
    .map(({ type, description }) => typeSchema({ ...type, perDetector: false }, description));
  const others = node.any ? keySchema(node.any) : detectors.length === 0 ? undefined : nullable(once(detectors));
  const properties = Object.fromEntries([...node.children].map(([name, child]) => [name, keySchema(child)]));
  const own = node.children.size === 0 ? {} : { properties };
  return { type: "object", ...own, ...(others === undefined ? {} : { additionalProperties: others }) };
}

function typeSchema(type: ValueType, description: Description): Schema {
  const { listOf, base } = type;
  if (listOf) return { type: "array", items: typeSchema({ ...type, listOf: false }, description) };
  const { minimum, above, maximum, values } = description;
  if (base === "anything") return {};
  const isNumber = base === "number" || base === "integer";
  const range = isNumber ? { minimum, exclusiveMinimum: above, maximum } : {};
  return withoutUndefined({ type: jsonTypes[base], ...range, enum: isNumber || jsonTypes[base] === "string" ? values : undefined });
}

const jsonTypes: Readonly<Record<Exclude<ValueType["base"], "anything">, string>> = {
  number: "number",
  integer: "integer",
  text: "string",
  path: "string",
  boolean: "boolean",
  list: "array",
  map: "object",
  section: "object",
};

function nullable(forms: readonly Schema[]): Schema {
  const [only] = forms;
  if (only === undefined || forms.some((form) => Object.keys(form).length === 0)) return {};
  if (forms.length > 1 || "enum" in only) return { anyOf: [...forms, { type: "null" }] };
  return { ...only, type: [only["type"], "null"] };
}

function once(forms: readonly Schema[]): readonly Schema[] {
  return [...new Map(forms.map((form) => [JSON.stringify(form), form])).values()];
}

function withoutUndefined(schema: Schema): Schema {
  return Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined));
}
