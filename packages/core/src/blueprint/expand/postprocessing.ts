import { isMap, placeIn, type SettingPath, type Settings, type Source, type Value } from "../../settings/index.ts";
import { AsimovError, didYouMean, throwAll } from "../../system/index.ts";
import type { BlueprintDocument } from "../parse.ts";
import { missingKey, wrongType } from "../errors.ts";
import { isKind } from "./kind.ts";
import { placesAt, placesBelow } from "./places.ts";

/** Whether a document describes stages of post-processing. */
export function isPostprocessing(document: BlueprintDocument): boolean {
  return isKind(document, "postprocessing");
}

/**
 * The subject analyses that a document of post-processing stands for, one for each stage, named as the stage: each combines what the document
 * selects, and needs the stages that it names. Throws `BLUEPRINT_MISSING_KEY`, `BLUEPRINT_WRONG_TYPE`, `BLUEPRINT_UNKNOWN_KEY` or
 * `BLUEPRINT_UNKNOWN_STAGE`, all problems together.
 */
export function expandPostprocessing(document: BlueprintDocument): readonly BlueprintDocument[] {
  const { content, source } = document;
  throwAll(ownProblems(document));
  // ownProblems has seen that they are maps.
  const stages = (content["stages"] as readonly Value[]).filter(isMap);
  throwAll(stages.flatMap((stage, index) => stageProblems(source, stage, index, stages)));
  return stages.map((stage, index) => toAnalysis(document, stage, index));
}

const known = ["kind", "name", "comment", "subject", "event", "analyses", "stages", "refreshable"];
const ofDocument = ["kind", "subject", "event", "analyses", "stages", "strategy"];

function ownProblems({ content, source }: BlueprintDocument): readonly AsimovError[] {
  const problems = Object.keys(content)
    .filter((key) => !known.includes(key))
    .map((key) => unknownKey(source, [key], `post-processing has no "${key}".${didYouMean(key, known)}`, `It has: ${known.join(", ")}.`));
  const examples = { name: "name: combined", analyses: 'analyses: ["pipeline: NAME"]', stages: "stages: [{name: pages, pipeline: NAME}]" };
  for (const [key, example] of Object.entries(examples)) if (isAbsent(content[key])) problems.push(missingKey(source, [], "document", key, example));
  for (const key of ["name", "comment", "subject", "event"]) {
    const value = content[key];
    if (!isAbsent(value) && typeof value !== "string") problems.push(wrongType(source, [key], value, "text; put a number in quotes"));
  }
  const { stages } = content;
  if (isAbsent(stages)) return problems;
  const form = "a list of stages such as [{name: pages, pipeline: NAME}]";
  if (!Array.isArray(stages) || stages.length === 0) return [...problems, wrongType(source, ["stages"], stages, form)];
  for (const [index, stage] of stages.entries()) {
    if (!isMap(stage)) problems.push(wrongType(source, ["stages", String(index)], stage, "a stage such as {name: pages, pipeline: NAME}"));
  }
  return problems;
}

function stageProblems(source: Source, stage: Settings, index: number, all: readonly Settings[]): readonly AsimovError[] {
  const at = ["stages", String(index)];
  const remedy = "It stands beside the stages, once for all of them; a stage has name, pipeline, needs and settings.";
  const problems = ofDocument
    .filter((key) => key in stage)
    .map((key) => unknownKey(source, [...at, key], `a stage of post-processing has no "${key}"`, remedy));
  if (isAbsent(stage["name"])) problems.push(missingKey(source, at, "stage", "name", "name: pages"));
  if (isAbsent(stage["pipeline"])) problems.push(missingKey(source, at, "stage", "pipeline", "pipeline: NAME"));
  const { needs } = stage;
  if (isAbsent(needs)) return problems;
  if (!Array.isArray(needs)) return [...problems, wrongType(source, [...at, "needs"], needs, "a list of stages such as [pages]")];
  const names = all.map(({ name }) => name).filter((name) => typeof name === "string");
  for (const [position, need] of needs.entries()) {
    if (typeof need === "string" && names.includes(need)) continue;
    problems.push(
      new AsimovError("BLUEPRINT_UNKNOWN_STAGE", {
        message: `${JSON.stringify(need)} is not a stage.${typeof need === "string" ? didYouMean(need, names) : ""}`,
        at: placeIn(source, [...at, "needs", String(position)]),
        remedy: `Stages: ${names.join(", ")}. What is combined belongs to "analyses".`,
      }),
    );
  }
  return problems;
}

function toAnalysis({ content, source }: BlueprintDocument, stage: Settings, index: number): BlueprintDocument {
  // What stands beside the stages holds for all of them.
  const shared = ["comment", "refreshable", "analyses"].filter((key) => content[key] !== undefined && !(key in stage));
  const subject = ["subject", "event"].find((key) => !isAbsent(content[key]));
  const moved: readonly (readonly [from: string, to: string])[] = [
    ...shared.map((key) => [key, key] as const),
    ...(subject === undefined ? [] : [[subject, "event"] as const]),
  ];
  const places = moved.map(([from, to]) => placesAt([to], placesBelow(source, [from], content[from]!)));
  return {
    content: { kind: "analysis", ...stage, ...Object.fromEntries(moved.map(([from, to]) => [to, content[from]!])) },
    source: { ...source, places: Object.assign({}, placesBelow(source, ["stages", String(index)], stage), ...places) as Source["places"] },
  };
}

function isAbsent(value: Value | undefined): value is null | undefined {
  return value === undefined || value === null;
}

function unknownKey(source: Source, path: SettingPath, message: string, remedy: string): AsimovError {
  return new AsimovError("BLUEPRINT_UNKNOWN_KEY", { message, at: placeIn(source, path), remedy });
}
