import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { PipelineClass } from "@asimov-gw/core/pipeline";
import { discoverPlugins, entriesOf, importPlugin, vocabularyOf, type Entry } from "@asimov-gw/core/plugins";
import { pipelineFrom } from "@asimov-gw/core/pipeline/remote";
import type { Vocabulary } from "@asimov-gw/core/settings";
import type { AsimovError } from "@asimov-gw/core/system";

/** A plugin package as it is found. */
export interface Plugin {
  readonly directory: string;
  readonly manifest: Readonly<Record<string, unknown>>;
  /** What core says against the package. */
  readonly problems: readonly AsimovError[];
  /** Its pipelines by name. */
  readonly pipelines: ReadonlyMap<string, Entry>;
  /** What core and this package alone say of settings. */
  readonly vocabulary: Vocabulary;
}

/** Reads the package in a directory, or at its URL, the way core finds it; nothing of it runs. */
export function readPlugin(place: string | URL): Plugin {
  const directory = typeof place === "string" ? place : fileURLToPath(place);
  const discovery = discoverPlugins({ projectDirectory: "/nowhere", env: { ASIMOV_PLUGIN_PATH: directory } });
  const mine = discovery.entries.filter((entry) => entry.package.foundAt === directory);
  const own = { ...discovery, entries: mine };
  return {
    directory,
    manifest: JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as Readonly<Record<string, unknown>>,
    problems: discovery.problems.filter(({ at }) => typeof at === "object" && at.file.startsWith(directory)),
    pipelines: entriesOf(own, "pipelines"),
    vocabulary: vocabularyOf(own),
  };
}

/** Imports the class of an entry point. */
export async function classOf(entry: Entry): Promise<PipelineClass> {
  return pipelineFrom(await importPlugin(entry.module), entry.module);
}
