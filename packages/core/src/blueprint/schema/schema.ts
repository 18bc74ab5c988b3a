import type { KeyNode, Vocabulary } from "../../settings/index.ts";
import { withFormerNames } from "./former.ts";
import { keySchema } from "./key.ts";
import type { Schema } from "./types.ts";

/**
 * The JSON Schema (draft 2020-12) of one document of a blueprint, for editors that complete and check YAML: one form for each kind. Keys that nobody has
 * described are allowed, as `asimov apply` allows them.
 */
export function blueprintSchema(vocabulary: Vocabulary): Schema {
  const kinds = [...vocabulary.facts.keys()];
  const settings = withFormerNames(propertiesOf(vocabulary.root), vocabulary.root, vocabulary);
  const known = Object.fromEntries(Object.keys(settings).map((name) => [name, { $ref: `#/$defs/settings/properties/${pointer(name)}` }]));
  const documents = kinds.map((kind) => [kind, documentSchema(kind, vocabulary, kindsWithSettings.has(kind) ? known : {})] as const);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "asimov blueprint",
    oneOf: kinds.map((kind) => ({ $ref: `#/$defs/${kind}` })),
    $defs: { settings: { type: "object", properties: settings }, ...Object.fromEntries(documents) },
  };
}

const kindsWithSettings: ReadonlySet<string> = new Set(["event", "analysis", "projectanalysis", "configuration"]);
const otherNames: Readonly<Record<string, readonly string[]>> = { event: ["subject"] };
const required: Readonly<Record<string, readonly string[]>> = {
  event: ["name"],
  analysis: ["name", "pipeline"],
  projectanalysis: ["name", "pipeline", "subjects"],
  postprocessing: ["name"],
  analysisbundle: ["analyses"],
};

function propertiesOf({ children }: KeyNode): Readonly<Record<string, Schema>> {
  return Object.fromEntries([...children].map(([name, node]) => [name, keySchema(node)]));
}

function documentSchema(kind: string, vocabulary: Vocabulary, settings: Readonly<Record<string, Schema>>): Schema {
  const facts = vocabulary.facts.get(kind);
  const own = facts ? withFormerNames(propertiesOf(facts), facts, vocabulary) : {};
  const names = [kind, ...(otherNames[kind] ?? [])];
  // In any case of the letters; the list is what editors offer.
  const kinds = {
    description: own["kind"]?.["description"],
    anyOf: [{ enum: names }, { type: "string", pattern: `^(?:${names.map(anyCase).join("|")})$` }],
  };
  const pipelines = kind === "configuration" ? { pipelines: { ...own["pipelines"], additionalProperties: { $ref: "#/$defs/settings" } } } : {};
  return { type: "object", properties: { ...settings, ...own, ...pipelines, kind: kinds }, required: ["kind", ...(required[kind] ?? [])] };
}

function anyCase(name: string): string {
  return name.replaceAll(/[a-z]/g, (letter) => `[${letter.toUpperCase()}${letter}]`);
}

// A reference is a JSON pointer in a URI.
function pointer(name: string): string {
  return encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1"));
}
