import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { exports as resolveExports } from "resolve.exports";

import { isMap, type PipelineDefaults, type Settings, type Value } from "../settings/index.ts";
import { AsimovError, readIfExists, runsFromSources } from "../system/index.ts";
import { readDefaults } from "./defaults.ts";

/** Groups of entry points that this core knows. */
export const groups = [
  "pipelines",
  "postprocessors",
  "schedulers",
  "states",
  "labellers",
  "filesources",
  "hooks.postmonitor",
  "hooks.applicator",
  "commands",
  "vocabulary",
  "sites",
] as const;

/** Version of the contract with plugins that this core speaks. */
const contractVersion = 1;

/** A package that declares entry points. */
export interface PluginPackage {
  readonly name: string;
  readonly version: string;
  /** Its directory, symbolic links followed. */
  readonly directory: string;
  /** Where it was found, as the folder names it. */
  readonly foundAt: string;
}

/** One entry point of a package. */
export interface Entry {
  readonly group: (typeof groups)[number];
  readonly name: string;
  readonly package: PluginPackage;
  /** URL of the module, or of the data file. */
  readonly module: string;
  /** Of a pipeline, if its package ships some. */
  readonly defaults?: PipelineDefaults | undefined;
}

interface Manifest {
  readonly package?: PluginPackage | undefined;
  readonly entries: readonly Entry[];
  readonly problems: readonly AsimovError[];
}

const nothing: Manifest = { entries: [], problems: [] };

/** Reads the entry points that the package in `directory` declares; nothing when it declares none. */
export function readManifest(directory: string, foundAt: string): Manifest {
  const file = join(directory, "package.json");
  let json: PackageJson;
  try {
    const text = readIfExists(file);
    // Cheap test first: node_modules may hold a thousand packages of which two are plugins.
    if (text === undefined || !text.includes('"asimov"')) return nothing;
    json = JSON.parse(text) as PackageJson;
  } catch (cause) {
    const message = `not readable${cause instanceof SyntaxError ? " as JSON" : ""}: ${cause instanceof Error ? cause.message : String(cause)}`;
    const remedy = "Install the package again.";
    return { ...nothing, problems: [new AsimovError("PLUGIN_MANIFEST", { message, at: { file }, remedy, cause })] };
  }
  const { asimov } = json;
  if (!isMap(asimov)) return nothing;
  const plugin = { name: textOr(json.name, "(no name)"), version: textOr(json.version, "0.0.0"), directory, foundAt };
  if (asimov["apiVersion"] !== contractVersion) {
    const problem = new AsimovError("PLUGIN_API_VERSION", {
      message: `${plugin.name} ${plugin.version} was written for version ${JSON.stringify(asimov["apiVersion"])} of the contract, this core speaks ${contractVersion}`,
      at: { file },
      remedy: `Update the older of the two: npm install ${plugin.name}@latest @asimov-gw/core@latest`,
    });
    return { package: plugin, entries: [], problems: [problem] };
  }
  const pipelines = Object.keys(groupOf(asimov, "pipelines")).map((name) => name.toLowerCase());
  const { defaults, problems: wrongDefaults } = readDefaults(asimov["defaults"], pipelines, file);
  const problems: AsimovError[] = [...wrongDefaults];
  const entries = groups.flatMap((group) =>
    Object.entries(groupOf(asimov, group)).flatMap(([name, subpath]): readonly Entry[] => {
      const module = resolveSubpath(json, directory, subpath);
      if (module !== undefined) return [entryOf(group, name.toLowerCase(), plugin, module, defaults)];
      problems.push(
        new AsimovError("PLUGIN_ENTRY", {
          message: `entry point "${name}" of group "${group}" names ${JSON.stringify(subpath)}, which is not among the package's exports`,
          at: { file },
          remedy: 'Name a key of "exports", such as ".".',
        }),
      );
      return [];
    }),
  );
  return { package: plugin, entries, problems };
}

function entryOf(group: Entry["group"], name: string, plugin: PluginPackage, module: string, defaults: ReadonlyMap<string, PipelineDefaults>): Entry {
  const own = group === "pipelines" ? defaults.get(name) : undefined;
  return { group, name, package: plugin, module, ...(own && { defaults: own }) };
}

interface PackageJson {
  readonly name?: unknown;
  readonly version?: unknown;
  readonly exports?: unknown;
  readonly asimov?: Value;
}

// "hooks.postmonitor" is written as {"hooks": {"postmonitor": {...}}} or with the dot.
function groupOf(asimov: Settings, group: string): Settings {
  const [outer = group, inner] = group.split(".");
  const nested = asimov[outer];
  const value = asimov[group] ?? (inner !== undefined && isMap(nested) ? nested[inner] : undefined);
  return isMap(value) ? value : {};
}

function resolveSubpath(json: PackageJson, directory: string, subpath: unknown): string | undefined {
  if (typeof subpath !== "string" || json.exports === undefined) return undefined;
  try {
    const [target] = resolveExports(json, subpath, { conditions: runsFromSources ? ["@asimov-gw/source"] : [] }) ?? [];
    return target !== undefined && staysInside(target) ? pathToFileURL(join(directory, target)).href : undefined;
  } catch (error) {
    // The library throws a plain error for a subpath that is not exported.
    if (error instanceof Error) return undefined;
    throw error;
  }
}

// Node's own rule for the targets of exports.
function staysInside(target: string): boolean {
  return (
    target.startsWith("./") &&
    !target
      .split("/")
      .slice(1)
      .some((part) => part === ".." || part === "node_modules")
  );
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}
