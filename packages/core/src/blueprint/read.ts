import { resolve } from "node:path";

import { flatMapAll } from "./collect.ts";
import { expand } from "./expand/index.ts";
import { fetchBlueprint, isUrl, publicUrl } from "./fetch.ts";
import { itemReader } from "./items.ts";
import { parseBlueprint, type BlueprintDocument } from "./parse.ts";
import { readFileBounded } from "./read-file.ts";

/** How blueprints are read. */
export interface ReadOptions {
  /** Where names of files begin, and where items of bundles are looked for. */
  readonly directory: string;
  /** Environment with `HOME` and `ASIMOV_DATA_PATH`; that of the process when not given. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Seconds after which a URL, or a pipe that nobody writes to, is given up; 30 when not given. */
  readonly timeout?: number | undefined;
}

/**
 * Reads blueprints from files and from http(s) URLs, with bundles and strategies expanded: what can be applied, in the order of `sources`.
 * Throws `BLUEPRINT_NOT_READABLE` and the errors of {@link parseBlueprint} and {@link expand}, those of all sources together.
 */
export async function readBlueprints(sources: readonly string[], options: ReadOptions): Promise<readonly BlueprintDocument[]> {
  const readItem = itemReader(resolve(options.directory), options.env ?? process.env);
  const pages = await Promise.allSettled(sources.map((source) => readPage(source, options)));
  return flatMapAll(pages, (page) => {
    if (page.status === "rejected") throw page.reason;
    return expand(parseBlueprint(page.value.text, page.value.file), readItem);
  });
}

async function readPage(source: string, { directory, timeout }: ReadOptions): Promise<{ readonly file: string; readonly text: string }> {
  if (isUrl(source)) return { file: publicUrl(source), text: await fetchBlueprint(source, timeout) };
  const file = resolve(directory, source);
  return { file, text: readFileBounded(file, "Check the name after -f.", timeout) };
}
