import type { Ledger } from "../ledger/index.ts";
import {
  placeIn,
  resolveLayers,
  type Alias,
  type Layer,
  type PipelineDefaults,
  type Resolved,
  type Settings,
  type Source,
} from "../settings/index.ts";
import { analysisDefinition, subjectDefinition, type Analysis, type Definition, type Subject } from "./analysis.ts";

/** Settings that a finished analysis provides to others. */
export interface ProvidedSettings {
  /** Address of the analysis that provides them. */
  readonly by: string;
  /** The attempt that made them, from 1. */
  readonly attempt: number;
  readonly settings: Settings;
}

// What a document says about itself rather than about how to analyse.
const configurationFacts = new Set(["kind", "name", "pipelines"]);
const subjectFacts = new Set(["kind", "name", "repository", "working directory"]);
const analysisFacts = new Set([
  "kind",
  "name",
  "pipeline",
  "event",
  "status",
  "comment",
  "needs",
  "analyses",
  "refreshable",
  "subjects",
  "needs settings",
  "rundir",
  "working directory",
  "working_directory",
  "ini",
  "review",
]);

/**
 * The effective settings of an analysis, with lineage: analysis over provided over subject over pipeline over project over the pipeline's defaults,
 * and what they imply; a project analysis has no subject. Throws `SETTINGS_MAP_AGAINST_VALUE`, `SETTINGS_TWO_SPELLINGS` or `SETTINGS_TWO_PROVIDERS`.
 */
export function resolveAnalysis(
  ledger: Ledger,
  analysis: Analysis,
  provided: readonly ProvidedSettings[],
  defaults: PipelineDefaults | undefined,
): Resolved {
  return resolveLayers(analysisLayers(ledger, analysis, provided, defaults), analysis.address);
}

/** The layers of an analysis's settings, lowest first; without `defaults` only those that people and other analyses make. */
export function analysisLayers(
  ledger: Ledger,
  analysis: Analysis,
  provided: readonly ProvidedSettings[],
  defaults?: PipelineDefaults,
): readonly Layer[] {
  const { subject, subjectId, subjectRevision } = analysis;
  const above = subject === undefined ? undefined : { name: subject, definition: subjectDefinition(ledger, subjectId, subjectRevision) };
  return layersOf(configurations(ledger), above, { ...analysis, definition: analysisDefinition(ledger, analysis.id) }, provided, {
    defaults,
    former: ledger.formerNames.of(analysis.pipeline),
  });
}

/** The settings that an analysis of `pipeline` finds for a subject at its newest revision: subject over pipeline over project over defaults. */
export function resolveSubject(ledger: Ledger, subject: Subject, pipeline: string, defaults: PipelineDefaults | undefined): Resolved {
  const definition = subjectDefinition(ledger, subject.id, subject.revision);
  const layers = [
    ...(defaults ? [defaultLayer(pipeline, defaults)] : []),
    ...configurationLayers(configurations(ledger), pipeline),
    subjectLayer({ name: subject.name, definition }),
  ];
  return resolveLayers(withFormer(layers, ledger.formerNames.of(pipeline)));
}

function subjectLayer({ name, definition: { content, source } }: { readonly name: string; readonly definition: Definition }): Layer {
  return layer(`subject ${name}`, without(content, subjectFacts), source);
}

/** The documents with settings of the project, in the order in which they count. */
export function configurations(ledger: Ledger): readonly Configuration[] {
  return ledger.all("SELECT identity, content, source FROM documents WHERE kind = 'configuration' ORDER BY position").map((row) => ({
    identity: String(row["identity"]),
    content: JSON.parse(String(row["content"])) as Settings,
    source: JSON.parse(String(row["source"])) as Source,
  }));
}

/** A document with settings of the project. */
export interface Configuration extends Definition {
  readonly identity: string;
}

/** What the package of a pipeline says of the settings of its analyses. */
export interface PipelinePackage {
  readonly defaults?: PipelineDefaults | undefined;
  /** Old names of settings, besides core's. */
  readonly former: readonly Alias[];
}

/** The layers of the settings of an analysis that these documents describe, lowest first; it need not be in the ledger yet. A project analysis has no subject. */
export function layersOf(
  documents: readonly Configuration[],
  subject: { readonly name: string; readonly definition: Definition } | undefined,
  analysis: { readonly name: string; readonly pipeline: string; readonly definition: Definition },
  provided: readonly ProvidedSettings[],
  { defaults, former }: PipelinePackage,
): readonly Layer[] {
  const layers = [
    ...(defaults ? [defaultLayer(analysis.pipeline, defaults)] : []),
    ...configurationLayers(documents, analysis.pipeline),
    ...(subject ? [subjectLayer(subject)] : []),
    ...provided.map(({ by, attempt, settings }) => ({ name: `provided by ${by}, attempt ${attempt}`, settings, beside: true })),
    layer(`analysis ${analysis.name}`, without(analysis.definition.content, analysisFacts), analysis.definition.source),
  ];
  return withFormer(layers, former);
}

function withFormer(layers: readonly Layer[], former: readonly Alias[]): readonly Layer[] {
  return former.length === 0 ? layers : layers.map((one) => ({ ...one, former }));
}

function defaultLayer(pipeline: string, { settings, file }: PipelineDefaults): Layer {
  return { name: `defaults of pipeline ${pipeline}`, settings, place: () => ({ file }) };
}

function configurationLayers(documents: readonly Configuration[], pipeline: string): readonly Layer[] {
  return [
    ...documents.map(({ content, source }) => layer("project", without(content, configurationFacts), source)),
    ...documents.flatMap(({ content, source }) => {
      const pipelines = content["pipelines"] as Settings | undefined;
      const name = Object.keys(pipelines ?? {}).find((key) => key.toLowerCase() === pipeline);
      const settings = name === undefined ? undefined : (pipelines?.[name] as Settings | null | undefined);
      return settings ? [layer(`pipeline ${pipeline}`, settings, source, ["pipelines", name!])] : [];
    }),
  ];
}

function layer(name: string, settings: Settings, source: Source, base: readonly string[] = []): Layer {
  return { name, settings, place: (path) => placeIn(source, [...base, ...path]) };
}

function without(settings: Settings, keys: ReadonlySet<string>): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([key]) => !keys.has(key)));
}
