import { initialStatuses, readReviews } from "../analysis/index.ts";
import { isMap, placeIn, type Settings, type Value, type Vocabulary } from "../settings/index.ts";
import { AsimovError, didYouMean, slug, type Place } from "../system/index.ts";
import { missingKey, plainText, visibly, wrongType } from "./errors.ts";
import type { BlueprintKind } from "./kinds.ts";
import type { BlueprintDocument } from "./parse.ts";
import { validatePriors } from "./priors.ts";
import { validateProjectAnalysis } from "./project-analysis.ts";
import { validateRepository } from "./repository.ts";
import { validateSpellings } from "./spellings.ts";

/** What is known of the installed pipelines: name to version. */
export type InstalledPipelines = ReadonlyMap<string, string>;

/** All that is wrong with a document by itself. */
export function validate(
  document: BlueprintDocument,
  kind: BlueprintKind,
  { installed, vocabulary }: { readonly installed: InstalledPipelines; readonly vocabulary: Vocabulary },
): readonly AsimovError[] {
  const layers = [...validatePriors(document), ...validateSpellings(document, kind, { vocabulary, installed: new Set(installed.keys()) })];
  if (kind === "configuration") return [...validateConfiguration(document), ...layers];
  const problems = [...validateName(document, kind), ...layers];
  if (kind === "event") return [...problems, ...validateRepository(document)];
  problems.push(...validateAnalysis(document, kind, installed), ...(kind === "projectanalysis" ? validateProjectAnalysis(document) : []));
  return problems;
}

function validateConfiguration({ content, source }: BlueprintDocument): readonly AsimovError[] {
  const pipelines = content["pipelines"];
  if (pipelines === undefined) return [];
  if (!isMap(pipelines)) return [wrongType(source, ["pipelines"], pipelines, 'a map such as "pipelines: {NAME: {sampler: {...}}}"')];
  return Object.entries(pipelines)
    .filter(([, settings]) => settings !== null && !isMap(settings))
    .map(([name, settings]) => wrongType(source, ["pipelines", name], settings, "a map of settings"));
}

// Analyses are made of it where files are read: applied as it is it would be one analysis that looks like many.
function refuseStrategy({ content, source }: BlueprintDocument): readonly AsimovError[] {
  if (!Object.hasOwn(content, "strategy")) return [];
  const message = `the strategy of "${plainText(content["name"] ?? "")}" was not expanded`;
  return [new AsimovError("BLUEPRINT_STRATEGY", { message, at: placeIn(source, ["strategy"]), remedy: "Read the file with readBlueprints." })];
}

function validateAnalysis({ content, source }: BlueprintDocument, kind: BlueprintKind, installed: InstalledPipelines): readonly AsimovError[] {
  const problems: AsimovError[] = [...refuseStrategy({ content, source })];
  const pipeline = content["pipeline"];
  if (pipeline === undefined || pipeline === null) {
    problems.push(missingKey(source, [], "document", "pipeline", `pipeline: ${[...installed.keys()][0] ?? "NAME"}`));
  } else if (typeof pipeline !== "string") {
    problems.push(wrongType(source, ["pipeline"], pipeline, "the name of a pipeline"));
  } else if (!installed.has(pipeline.toLowerCase())) {
    problems.push(unknownPipeline(content, pipeline, installed, placeIn(source, ["pipeline"])));
  }
  const status = content["status"];
  if (status !== undefined && !(typeof status === "string" && initialStatuses.has(status.toLowerCase()))) {
    problems.push(wrongType(source, ["status"], status, `one of ${[...initialStatuses].join(", ")}`));
  }
  const { analyses } = content;
  if (Array.isArray(analyses) && analyses.length === 0 && kind === "analysis") {
    problems.push(wrongType(source, ["analyses"], analyses, 'the analyses that it combines, such as [pe-a, pe-b] or ["pipeline: NAME"]'));
  }
  return [...problems, ...readReviews(content["review"], (...path) => placeIn(source, ["review", ...path])).problems];
}

/** The error for a pipeline that is not installed. */
export function unknownPipeline(content: Settings, pipeline: string, installed: InstalledPipelines, at: Place): AsimovError {
  const list = [...installed].map(([name, version]) => `${name} ${version}`).join(", ") || "none";
  return new AsimovError("BLUEPRINT_UNKNOWN_PIPELINE", {
    message: `analysis "${plainText(content["name"] ?? "")}": pipeline "${pipeline}" is not installed.${didYouMean(pipeline, installed.keys())}`,
    at,
    remedy: `Installed: ${list} (asimov plugins). To add one: npm install @asimov-gw/pipeline-NAME`,
  });
}

function validateName({ content, source }: BlueprintDocument, kind: BlueprintKind): readonly AsimovError[] {
  const name = content["name"];
  if (name === undefined || name === null) return [missingKey(source, [], "document", "name", kind === "event" ? "name: GW150914" : "name: pe")];
  const at = placeIn(source, ["name"]);
  if (typeof name !== "string") return [wrongType(source, ["name"], name, nameForms(name))];
  const problem = nameProblem(name, kind);
  if (problem === undefined) return [];
  return [
    new AsimovError("BLUEPRINT_NAME", {
      message: `${visibly(name)} can't be a name: ${problem}`,
      at,
      remedy: "Names become directories: use letters, digits, blanks, dots, dashes and underscores.",
    }),
  ];
}

function nameForms(name: Value): string {
  if (typeof name === "boolean") return "text; put it in quotes, as YAML 1.1 reads yes, no, on and off as true and false";
  return typeof name === "number" ? "text; put it in quotes" : "text";
}

function nameProblem(name: string, kind: BlueprintKind): string | undefined {
  if (/[/\\]/.test(name)) return "it has a path separator";
  // Control, format (such as right-to-left marks), private and unassigned characters.
  if (/\p{C}/u.test(name)) return "it has a control or invisible character";
  if (name !== name.trim()) return "it begins or ends with a blank";
  // A character may become several letters in the directory's name.
  if (Math.max(name.length, slug(name).length) > 200) return "it is longer than 200 characters";
  if (/^project:/i.test(name)) return "that is how project analyses are addressed";
  if (kind === "event" && slug(name).toLowerCase() === "project-analyses") return "its directory would be that of the project analyses";
  if (slug(name) === "") return "it has no letter from A to Z and no digit";
  return undefined;
}
