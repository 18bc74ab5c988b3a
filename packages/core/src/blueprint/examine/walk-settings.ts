import {
  currentKeyFor,
  descriptionsFor,
  formatPath,
  isDescribed,
  isKnown,
  isMap,
  isOpen,
  nearestKey,
  nearestSibling,
  nodeBelow,
  nodeOf,
  readersOf,
  type Audience,
  type Description,
  type KeyNode,
  type SettingPath,
  type Settings,
  type Value,
} from "../../settings/index.ts";
import type { BlueprintDocument } from "../parse.ts";
import type { Warning } from "../warning.ts";
import { readValue, type Reading } from "./fault.ts";
import type { Knowledge } from "./knowledge.ts";
import { isNoSetting, noSettingWarning } from "./no-settings.ts";
import { pipelineWarning, unknownWarning } from "./warnings.ts";

/** What was found at the settings of a document. */
export interface Found {
  /** `key`: what the vocabulary calls it. */
  readonly values: { readonly key: string; readonly reading: Reading }[];
  readonly unknown: Warning[];
  readonly deprecated: { readonly path: SettingPath; readonly key: string }[];
}

/** What documents say about themselves in a grammar of its own, which is checked where it is read. */
export const factsChecked: ReadonlySet<string> = new Set([
  "kind",
  "name",
  "event",
  "pipeline",
  "status",
  "needs",
  "analyses",
  "subjects",
  "strategy",
  "review",
  "pipelines",
  "stages",
]);

/** Looks up every setting of a document in the vocabulary. */
export function walkSettings({ content, source }: BlueprintDocument, kind: string, { vocabulary, installed }: Knowledge): Found {
  const found: Found = { values: [], unknown: [], deprecated: [] };
  const facts = vocabulary.facts.get(kind);

  // `path` is where a setting stands in the document, `key` how the vocabulary calls it; they differ for old names and below `pipelines.NAME`.
  const unknown = (path: SettingPath, key: SettingPath, audience: Audience): void => {
    const certain = isDescribed(vocabulary, audience);
    // What a pipeline without a vocabulary reads can't be known, only what a slip of the keyboard most likely meant.
    const look = certain || audience.pipeline === undefined ? nearestKey : nearestSibling;
    const meant = look(vocabulary, key, audience, key.length === path.length ? facts : undefined);
    if (!certain && meant === undefined) return;
    const readers = readersOf(nodeOf(vocabulary.root, formatPath(key)));
    found.unknown.push(unknownWarning(path, source, meant, readers, audience.pipeline, certain));
  };
  const visit = (value: Value, node: KeyNode | undefined, path: SettingPath, key: SettingPath, audience: Audience): void => {
    const current = currentKeyFor(vocabulary, formatPath(key), audience);
    const renamed = current === undefined ? undefined : (nodeOf(vocabulary.root, current) ?? facts?.children.get(current));
    if (current !== undefined && isKnown(renamed, audience)) {
      found.deprecated.push({ path, key: current });
      return look(value, renamed, path, current.split("."), audience);
    }
    if (!isKnown(node, audience)) return unknown(path, key, audience);
    look(value, node, path, key, audience);
  };
  const look = (value: Value, node: KeyNode, path: SettingPath, key: SettingPath, audience: Audience): void => {
    const descriptions = node.entry ? descriptionsFor(node.entry, audience) : [section];
    const hasKeys = node.children.size > 0 || node.any !== undefined;
    if (!isMap(value) || !hasKeys) {
      found.values.push({ key: formatPath(key), reading: readValue(value, path, descriptions.length === 0 ? [section] : descriptions) });
      return;
    }
    const others: Settings[] = [];
    for (const [name, inner] of Object.entries(value)) {
      const below = nodeBelow(node, name);
      const open = descriptions.some(({ types }) => types.some(isOpen));
      if (isKnown(below, audience) || !open) visit(inner, below, [...path, name], [...key, name], audience);
      else others.push({ [name]: inner });
    }
    for (const rest of others) found.values.push({ key: formatPath(key), reading: readValue(rest, path, descriptions) });
  };
  const pipelines = (value: Value): void => {
    if (!isMap(value)) return;
    for (const [name, settings] of Object.entries(value)) {
      const pipeline = name.toLowerCase();
      if (!installed.has(pipeline)) found.unknown.push(pipelineWarning(name, installed, source));
      if (!isMap(settings)) continue;
      const audience = { pipeline, installed };
      for (const [key, inner] of Object.entries(settings)) visit(inner, nodeBelow(vocabulary.root, key), ["pipelines", name, key], [key], audience);
    }
  };

  const audience = { pipeline: pipelineOf(content, kind), installed };
  for (const [name, value] of Object.entries(content)) {
    const fact = facts?.children.get(name);
    if (kind === "configuration" && name === "pipelines") pipelines(value);
    else if (factsChecked.has(name) && (fact !== undefined || name === "kind" || name === "name")) continue;
    else if (isNoSetting(name) && fact === undefined && !vocabulary.root.children.has(name)) found.unknown.push(noSettingWarning(name, source));
    else if (fact) look(value, fact, [name], [name], audience);
    else visit(value, nodeBelow(vocabulary.root, name), [name], [name], audience);
  }
  return found;
}

const section: Description = {
  reader: "core",
  package: "",
  types: [{ perDetector: false, listOf: false, base: "section" }],
  meaning: "settings",
};

/** The pipeline of which a document is an analysis, in lower case. */
export function pipelineOf(content: Settings, kind: string): string | undefined {
  const pipeline = content["pipeline"];
  return typeof pipeline === "string" && kind.endsWith("analysis") ? pipeline.toLowerCase() : undefined;
}
