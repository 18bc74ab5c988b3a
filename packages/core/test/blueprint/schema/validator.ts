import { isDeepStrictEqual } from "node:util";

/** Whether `value` is valid by the part of JSON Schema (draft 2020-12) that blueprints' schema uses; throws for a keyword that is not in it. */
export function isValid(schema: unknown, value: unknown, root: unknown = schema): boolean {
  if (!isObject(schema)) throw new Error(`no schema: ${JSON.stringify(schema)}`);
  return Object.entries(schema).every(([keyword, rule]) => {
    const check = keywords[keyword];
    if (!check) throw new Error(`the test does not know the keyword ${keyword}`);
    return check(rule, value, schema, root);
  });
}

type Check = (rule: unknown, value: unknown, schema: Readonly<Record<string, unknown>>, root: unknown) => boolean;

const always: Check = () => true;

const keywords: Readonly<Record<string, Check>> = {
  $schema: always,
  $defs: always,
  title: always,
  description: always,
  examples: always,
  default: always,
  deprecated: always,
  $ref: (rule, value, _, root) => isValid(resolve(String(rule), root), value, root),
  oneOf: (rule, value, _, root) => list(rule).filter((one) => isValid(one, value, root)).length === 1,
  anyOf: (rule, value, _, root) => list(rule).some((one) => isValid(one, value, root)),
  enum: (rule, value) => list(rule).some((one) => isDeepStrictEqual(one, value)),
  type: (rule, value) => [rule].flat().some((type) => hasType(type, value)),
  pattern: (rule, value) => typeof value !== "string" || new RegExp(String(rule), "u").test(value),
  minimum: (rule, value) => typeof value !== "number" || value >= Number(rule),
  exclusiveMinimum: (rule, value) => typeof value !== "number" || value > Number(rule),
  maximum: (rule, value) => typeof value !== "number" || value <= Number(rule),
  required: (rule, value) => !isObject(value) || list(rule).every((key) => Object.hasOwn(value, String(key))),
  items: (rule, value, _, root) => !Array.isArray(value) || value.every((item) => isValid(rule, item, root)),
  properties: (rule, value, _, root) =>
    !isObject(value) || !isObject(rule) || Object.entries(rule).every(([key, one]) => !Object.hasOwn(value, key) || isValid(one, value[key], root)),
  additionalProperties: (rule, value, { properties }, root) =>
    !isObject(value) ||
    Object.entries(value).every(([key, one]) => (isObject(properties) && Object.hasOwn(properties, key)) || isValid(rule, one, root)),
};

function hasType(type: unknown, value: unknown): boolean {
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "object") return isObject(value);
  return type === "integer" ? Number.isInteger(value) : typeof value === type;
}

function resolve(reference: string, root: unknown): unknown {
  const parts = reference
    .replace(/^#\//, "")
    .split("/")
    .map((part) => decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~"));
  return parts.reduce<unknown>((schema, part) => (isObject(schema) ? schema[part] : undefined), root);
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error(`no list: ${JSON.stringify(value)}`);
  return value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
