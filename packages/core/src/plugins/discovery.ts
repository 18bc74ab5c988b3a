import { existsSync, readdirSync, realpathSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import type { PipelineDefaults } from "../settings/index.ts";
import { AsimovError, systemCode } from "../system/index.ts";
import { readManifest, type Entry, type PluginPackage } from "./manifest.ts";

/** Where plugins are looked for. */
export interface DiscoveryOptions {
  readonly projectDirectory: string;
  /** The launcher as it was called, before symbolic links are followed. */
  readonly launcher?: string | undefined;
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

/** All plugins that were found, without running any of their code. */
export interface Discovery {
  readonly packages: readonly PluginPackage[];
  /** The entry points that count: the first owner of each name. */
  readonly entries: readonly Entry[];
  /** Entry points whose name was taken by a package found earlier. */
  readonly shadowed: readonly { readonly entry: Entry; readonly by: Entry }[];
  /** Packages that declare themselves plugins but can't be used, with why. */
  readonly problems: readonly AsimovError[];
}

/** Finds plugins through the entry points in their `package.json`, the nearest folder first. */
export function discoverPlugins(options: DiscoveryOptions): Discovery {
  const packages: PluginPackage[] = [];
  const problems: AsimovError[] = [];
  const entries = new Map<string, Entry>();
  const shadowed: { entry: Entry; by: Entry }[] = [];
  const seen = new Set<string>();
  for (const directory of packageDirectories(options)) {
    const real = realPath(directory);
    if (real === undefined || seen.has(real)) continue;
    seen.add(real);
    const found = readManifest(real, directory);
    problems.push(...found.problems);
    if (!found.package) continue;
    packages.push(found.package);
    for (const entry of found.entries) {
      const key = `${entry.group} ${entry.name}`;
      const owner = entries.get(key);
      if (owner) shadowed.push({ entry, by: owner });
      else entries.set(key, entry);
    }
  }
  return { packages, entries: [...entries.values()], shadowed, problems };
}

/** The entry points of one group by name, as far as they can be used. */
export function entriesOf(discovery: Discovery, group: Entry["group"]): ReadonlyMap<string, Entry> {
  return new Map(discovery.entries.filter((entry) => entry.group === group).map((entry) => [entry.name, entry]));
}

/** The settings that the package of an installed pipeline ships for it, if it does. */
export function defaultsOf(discovery: Discovery, pipeline: string): PipelineDefaults | undefined {
  return entriesOf(discovery, "pipelines").get(pipeline)?.defaults;
}

function packageDirectories({ projectDirectory, launcher, env = process.env }: DiscoveryOptions): readonly string[] {
  const folders = [
    ...nodeModulesAbove(projectDirectory),
    ...(launcher === undefined ? [] : nodeModulesAbove(dirname(resolve(launcher)))),
    ...nodeModulesAbove(dirname(fileURLToPath(import.meta.url))),
    ...paths(env["NODE_PATH"]),
  ];
  const own = paths(env["ASIMOV_PLUGIN_PATH"]).flatMap((path) => (existsSync(join(path, "package.json")) ? [path] : packagesIn(path)));
  return [...own, ...[...new Set(folders)].flatMap(packagesIn)];
}

function paths(variable: string | undefined): readonly string[] {
  return (variable ?? "").split(delimiter).filter((path) => path !== "");
}

function nodeModulesAbove(start: string): readonly string[] {
  const folders: string[] = [];
  for (let directory = start; ; directory = dirname(directory)) {
    folders.push(join(directory, "node_modules"));
    if (dirname(directory) === directory) return folders;
  }
}

function packagesIn(folder: string): readonly string[] {
  return names(folder).flatMap((name) => {
    if (name.startsWith(".")) return [];
    return name.startsWith("@") ? names(join(folder, name)).map((inner) => join(folder, name, inner)) : [join(folder, name)];
  });
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (systemCode(error) === "ENOENT" || systemCode(error) === "ENOTDIR") return [];
    throw error;
  }
}

// A link to a package that was removed is no package.
function realPath(directory: string): string | undefined {
  try {
    return realpathSync(directory);
  } catch (error) {
    if (systemCode(error) === "ENOENT" || systemCode(error) === "ELOOP") return undefined;
    throw error;
  }
}
