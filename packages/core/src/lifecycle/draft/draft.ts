import { basename, extname } from "node:path";
import { isDeepStrictEqual } from "node:util";

import { PipelineHosts, repeatedOptions, type RemotePipeline } from "../../pipeline/remote/index.ts";
import { entriesOf, vocabularyOf, type Discovery } from "../../plugins/index.ts";
import type { Settings } from "../../settings/index.ts";
import { AsimovError, didYouMean, readIfExists, systemCode, throwAll } from "../../system/index.ts";
import { readOptions, type Options } from "../config-options.ts";
import { mapsOf, optionTable, readOption, withoutValue, withValue, type OptionSetting } from "./by-vocabulary.ts";
import { optionsLeft, type OptionLeft } from "./compare.ts";
import { renderDraft, type DraftedAnalysis } from "./rendering.ts";

/** What is to be drafted. */
export interface DraftRequest {
  /** The config file. */
  readonly file: string;
  /** The name of the pipeline whose file it is. */
  readonly pipeline: string;
  /** Names of the analysis and of the event; the config file's own, or that of the file, when not given. */
  readonly name?: string | undefined;
  readonly event?: string | undefined;
  /** What relative paths in the config file are relative to. */
  readonly directory: string;
}

/** The settings that a config file was made from, as far as they are known. */
export interface Draft extends DraftedAnalysis {
  readonly pipeline: string;
  readonly file: string;
  readonly settings: Settings;
  /** Options that the settings don't make as the file has them. */
  readonly left: readonly OptionLeft[];
  /** Why the draft could not be compared with the file: the pipeline makes no config file of it. */
  readonly problem: AsimovError | undefined;
}

const timeout = 60;

/**
 * Drafts the settings of an analysis from a config file: by the pipeline's own `settingsFromConfig`, then by its vocabulary. What the pipeline writes
 * anyway is left out, and what can't be drafted is listed. Throws `PIPELINE_NOT_INSTALLED`,
 * `CONFIG_NOT_READABLE` or `CONFIG_OPTION_REPEATED`; nothing is written.
 */
export async function draftFromConfig(discovery: Discovery, request: DraftRequest): Promise<Draft> {
  const entries = entriesOf(discovery, "pipelines");
  const entry = entries.get(request.pipeline.toLowerCase());
  if (!entry) {
    throw new AsimovError("PIPELINE_NOT_INSTALLED", {
      message: `pipeline "${request.pipeline}" is not installed.${didYouMean(request.pipeline, entries.keys())}`,
      remedy: `Installed: ${[...entries.keys()].join(", ") || "none"}. To add one: npm install @asimov-gw/pipeline-NAME`,
    });
  }
  const hosts = new PipelineHosts();
  try {
    return await draft(hosts.pipeline(entry), optionTable(vocabularyOf(discovery), entry.name), request);
  } finally {
    hosts.close();
  }
}

async function draft(pipeline: RemotePipeline, table: ReadonlyMap<string, OptionSetting>, request: DraftRequest): Promise<Draft> {
  const { file, directory } = request;
  const text = textOf(file);
  const options = await readOptions(pipeline, text, file, timeout, file);
  refuseRepeated(text, options, file);
  const own = await pipeline.ask("settingsFromConfig", options, timeout, file);
  const stem = basename(file, extname(file));
  const name = request.name ?? own?.name ?? stem;
  const facts = { name, subject: request.event ?? name, pipeline: pipeline.entry.name, file, directory };

  const understood = new Set(own?.understood);
  let settings: Settings = own?.settings ?? {};
  const drafted: OptionSetting[] = [];
  for (const [option, value] of Object.entries({ ...mapsOf(options, table), ...options })) {
    const setting = table.get(option);
    const found = setting && !understood.has(option) ? readOption(value, setting.types) : undefined;
    if (!setting || found === undefined || value.trim() === "None") continue;
    settings = withValue(settings, setting.path, found);
    drafted.push(setting);
  }
  const render = (of: Settings): Promise<string> => renderDraft(pipeline, facts, of, timeout);
  try {
    const whole = await render(settings);
    for (const { path } of drafted) {
      const less = withoutValue(settings, path);
      if ((await renderOrNothing(render, less)) === whole) settings = less;
    }
    const rendered = await readOptions(pipeline, whole, file, timeout, file);
    // What a pipeline understands in its own way is the same where it understands the same.
    const again = own && (await pipeline.ask("settingsFromConfig", rendered, timeout, file));
    const same = isDeepStrictEqual(again?.settings, own?.settings) ? understood : new Set<string>();
    const left = optionsLeft(options, rendered, directory).filter(({ option }) => !same.has(option));
    return { ...facts, settings, left, problem: undefined };
  } catch (error) {
    if (!(error instanceof AsimovError)) throw error;
    return { ...facts, settings, left: unknownOptions(options, new Set([...understood, ...drafted.map(({ option }) => option)])), problem: error };
  }
}

function textOf(file: string): string {
  const refused = (message: string, cause?: unknown): AsimovError =>
    new AsimovError("CONFIG_NOT_READABLE", {
      message,
      at: { file },
      remedy: "Give the path of the file that a pipeline's program reads, such as one below checkouts/.",
      cause,
    });
  try {
    const text = readIfExists(file);
    if (text !== undefined) return text;
  } catch (cause) {
    if (systemCode(cause) === undefined) throw cause;
    if (systemCode(cause) === "EISDIR") throw refused("this is a directory", cause);
    throw refused(`it can't be read: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
  throw refused("there is no such config file");
}

// Which of them counts is up to the program, and none is to be lost silently. A pipeline that reads lists in that way has them put together.
function refuseRepeated(text: string, options: Options, file: string): void {
  const repeated = repeatedOptions(text).filter((group) => group.some(({ option, value }) => options[option] === value));
  throwAll(
    repeated.map((group) => {
      const [first] = group;
      const all = group.map(({ value, line }) => `line ${line}: ${first!.option} = ${value.replaceAll(/\s*\n\s*/g, " ")}`);
      return new AsimovError("CONFIG_OPTION_REPEATED", {
        message: [`it has the option "${first!.option}" ${group.length} times:`, ...all].join("\n"),
        at: { file, line: group.at(-1)!.line },
        remedy: "Keep the one that counts: a draft has one value for it.",
      });
    }),
  );
}

// A template may insist on the setting that is tried to leave out.
async function renderOrNothing(render: (settings: Settings) => Promise<string>, settings: Settings): Promise<string | undefined> {
  try {
    return await render(settings);
  } catch (error) {
    if (error instanceof AsimovError) return undefined;
    throw error;
  }
}

function unknownOptions(options: Options, known: ReadonlySet<string>): readonly OptionLeft[] {
  const isKnown = (option: string): boolean => known.has(option) || [...known].some((one) => option.startsWith(`${one}.`));
  const left = Object.entries(options).filter(([option, value]) => !isKnown(option) && value.trim() !== "None");
  return left.map(([option, value]) => ({ option, value, rendered: undefined }));
}
