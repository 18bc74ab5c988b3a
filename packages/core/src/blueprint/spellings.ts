import {
  aliases,
  canonical,
  formerNamesFor,
  isMap,
  placeIn,
  saidBy,
  valueAt,
  type Alias,
  type SettingPath,
  type Settings,
} from "../settings/index.ts";
import type { AsimovError } from "../system/index.ts";
import { pipelineOf, type Knowledge } from "./examine/index.ts";
import type { BlueprintKind } from "./kinds.ts";
import type { BlueprintDocument } from "./parse.ts";

/** All settings that a document says in two spellings or homes, each layer in it by itself. */
export function validateSpellings({ content, source }: BlueprintDocument, kind: BlueprintKind, knowledge: Knowledge): readonly AsimovError[] {
  const problems = (name: string, settings: Settings, base: SettingPath, pipeline: string | undefined): readonly AsimovError[] => {
    // What belongs to no pipeline is looked at with each analysis: one may read under its own name what is an old name for another.
    const former = pipeline === undefined ? [] : formerNamesFor(knowledge.vocabulary, { pipeline, installed: knowledge.installed });
    const said = (): ReturnType<typeof saidBy> => saidBy({ name, settings, place: (path) => placeIn(source, [...base, ...path]) });
    return isSaidTwice(settings, former) ? canonical(said(), former).problems : [];
  };
  const pipelines = kind === "configuration" && isMap(content["pipelines"]) ? Object.entries(content["pipelines"]) : [];
  return [
    ...problems(layerName(content, kind), content, [], pipelineOf(content, kind)),
    ...pipelines.flatMap(([name, settings]) =>
      isMap(settings) ? problems(`pipeline ${name.toLowerCase()}`, settings, ["pipelines", name], name.toLowerCase()) : [],
    ),
  ];
}

// Most documents are done with this: to ask for the place of every value takes its time.
function isSaidTwice(settings: Settings, former: readonly Alias[]): boolean {
  return [...aliases, ...former].some((alias) => valueAt(settings, alias.old) !== undefined && valueAt(settings, alias.canonical) !== undefined);
}

function layerName({ name }: Settings, kind: BlueprintKind): string {
  if (kind === "configuration") return "project";
  return `${kind === "event" ? "subject" : "analysis"} ${typeof name === "string" ? name : "without a name"}`;
}
