import { aliases, canonical, isMap, placeIn, saidBy, valueAt, type SettingPath, type Settings } from "../settings/index.ts";
import type { AsimovError } from "../system/index.ts";
import type { BlueprintKind } from "./kinds.ts";
import type { BlueprintDocument } from "./parse.ts";

/** All settings that a document says in two spellings or homes, each layer in it by itself. */
export function validateSpellings({ content, source }: BlueprintDocument, kind: BlueprintKind): readonly AsimovError[] {
  const problems = (name: string, settings: Settings, base: SettingPath): readonly AsimovError[] =>
    isSaidTwice(settings) ? canonical(saidBy({ name, settings, place: (path) => placeIn(source, [...base, ...path]) })).problems : [];
  const pipelines = kind === "configuration" && isMap(content["pipelines"]) ? Object.entries(content["pipelines"]) : [];
  return [
    ...problems(layerName(content, kind), content, []),
    ...pipelines.flatMap(([name, settings]) => (isMap(settings) ? problems(`pipeline ${name.toLowerCase()}`, settings, ["pipelines", name]) : [])),
  ];
}

// Most documents are done with this: to ask for the place of every value takes its time.
function isSaidTwice(settings: Settings): boolean {
  return aliases.some((alias) => valueAt(settings, alias.old) !== undefined && valueAt(settings, alias.canonical) !== undefined);
}

function layerName({ name }: Settings, kind: BlueprintKind): string {
  if (kind === "configuration") return "project";
  return `${kind === "event" ? "subject" : "analysis"} ${typeof name === "string" ? name : "without a name"}`;
}
