import { homedir } from "node:os";
import { join } from "node:path";

import { AsimovError, didYouMean, isRecord, parseBytes, readIfExists, throwAll, type Place } from "../system/index.ts";

/** Configuration of the machine and the person, not of an analysis: where programs are, which scheduler runs jobs, where files go. */
export interface Config {
  /** Name of the scheduler that takes workflows. */
  readonly scheduler: string;
  /** Users who may decide about the submissions of others, besides the owner of the ledger. */
  readonly administrators: readonly string[];
  /** Options of each scheduler, by its name. */
  readonly schedulers: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** For each pipeline, the prefix in which its program is installed (a virtual environment, a conda environment). */
  readonly pipelines: Readonly<Record<string, { readonly environment?: string | undefined }>>;
  /** Commands by which files are fetched by their id, by name: `{id}` stands for the id, `{file}` for the path to write. */
  readonly filesources: Readonly<Record<string, { readonly command: readonly string[] }>>;
  readonly accounting: { readonly group?: string | undefined; readonly user?: string | undefined };
  /** Relative to the project directory; `pages`, which a web server may show, may be absolute. */
  readonly directories: {
    readonly working: string;
    readonly checkouts: string;
    readonly results: string;
    readonly logs: string;
    readonly pages: string;
  };
  readonly monitor: {
    /** Seconds between two looks at the progress of an analysis. */
    readonly progressInterval: number;
    /** Seconds between the passes of `monitor --watch`. */
    readonly watchInterval: number;
    /** Seconds that a hook may take. */
    readonly hookTimeout: number;
    /** MiB of memory that the process in which the hooks of a plugin run may take. */
    readonly hookMemory: number;
    /** Seconds that a call to a scheduler may take. */
    readonly schedulerTimeout: number;
    /** Seconds that must pass before a submission that its scheduler does not show is taken for absent, where the scheduler does not say itself. */
    readonly submissionGrace: number;
    /** Seconds between two tries of a scheduler that is out of reach, at most. */
    readonly retryInterval: number;
    /** How many builders and submissions are at work at once. */
    readonly parallel: number;
    /** How often a failed attempt is taken up again by itself, for each cause that allows it. */
    readonly retries: number;
    /** The same for single causes, which count over `retries`. */
    readonly retriesFor: Readonly<Partial<Record<RetryCause, number>>>;
    /** Hours without a pass after which people are told of it, where a monitor was started. */
    readonly silence: number;
  };
  /** What asimov and the jobs need in order to be let in. */
  readonly credentials: {
    /** A program and its arguments that tells whether they are valid, and until when. */
    readonly command?: readonly string[] | undefined;
    /** Hours before their end from which that is told. */
    readonly warning: number;
  };
  readonly disk: {
    /** Bytes that must be free for something to be submitted; 0 for no limit. */
    readonly minimumFree: number;
  };
  /** How much is submitted; what is held back stays ready. */
  readonly throttle: {
    /** Submissions that may be open at once. */
    readonly mostQueued?: number | undefined;
    /** Submissions that one pass may make. */
    readonly mostPerPass?: number | undefined;
    /** Seconds between two submissions. */
    readonly pause: number;
  };
  /** For each setting that is not a default, the file that says so. */
  readonly sources: Readonly<Record<string, string>>;
}

/** Causes of failure after which an attempt can be taken up again by itself. */
export const retryCauses = ["evicted", "lost", "node failed", "memory", "disk", "time", "removed", "products missing"] as const;

/** One of {@link retryCauses}. */
export type RetryCause = (typeof retryCauses)[number];

/** Where files go unless a configuration says otherwise. */
export const defaultDirectories: Config["directories"] = {
  working: "working",
  checkouts: "checkouts",
  results: "results",
  logs: "logs",
  pages: "pages",
};

const defaults: Omit<Config, "sources"> = {
  scheduler: "local",
  administrators: [],
  schedulers: {},
  pipelines: {},
  filesources: {},
  accounting: {},
  directories: defaultDirectories,
  monitor: {
    progressInterval: 600,
    watchInterval: 2,
    hookTimeout: 600,
    hookMemory: 4096,
    schedulerTimeout: 120,
    submissionGrace: 300,
    retryInterval: 1800,
    parallel: 3,
    retries: 1,
    retriesFor: {},
    silence: 6,
  },
  credentials: { warning: 24 },
  disk: { minimumFree: 0 },
  throttle: { pause: 0 },
};

const types = {
  text: { fits: (value: unknown) => typeof value === "string", words: "a text" },
  texts: { fits: (value: unknown) => Array.isArray(value) && value.every((one) => typeof one === "string"), words: "a list of texts" },
  number: { fits: (value: unknown) => typeof value === "number" && Number.isFinite(value) && value >= 0, words: "a number of 0 or more" },
  command: {
    fits: (value: unknown) => [value].flat().every((word) => typeof word === "string" && word.trim() !== "") && [value].flat().length > 0,
    words: "a command: a text that is split at blanks, or a list of texts",
  },
  bytes: { fits: (value: unknown) => parseBytes(value) !== undefined, words: "a size such as 10 GB" },
} as const;

// Spelling in files -> key here, with the check of the value.
const scalars: Readonly<Record<string, { readonly path: readonly [string, ...string[]]; readonly type: keyof typeof types }>> = {
  scheduler: { path: ["scheduler"], type: "text" },
  administrators: { path: ["administrators"], type: "texts" },
  "accounting.group": { path: ["accounting", "group"], type: "text" },
  "accounting.user": { path: ["accounting", "user"], type: "text" },
  "directories.working": { path: ["directories", "working"], type: "text" },
  "directories.checkouts": { path: ["directories", "checkouts"], type: "text" },
  "directories.results": { path: ["directories", "results"], type: "text" },
  "directories.logs": { path: ["directories", "logs"], type: "text" },
  "directories.pages": { path: ["directories", "pages"], type: "text" },
  "monitor.progress interval": { path: ["monitor", "progressInterval"], type: "number" },
  "monitor.watch interval": { path: ["monitor", "watchInterval"], type: "number" },
  "monitor.hook timeout": { path: ["monitor", "hookTimeout"], type: "number" },
  "monitor.hook memory": { path: ["monitor", "hookMemory"], type: "number" },
  "monitor.scheduler timeout": { path: ["monitor", "schedulerTimeout"], type: "number" },
  "monitor.submission grace": { path: ["monitor", "submissionGrace"], type: "number" },
  "monitor.retry interval": { path: ["monitor", "retryInterval"], type: "number" },
  "monitor.parallel": { path: ["monitor", "parallel"], type: "number" },
  "monitor.retries": { path: ["monitor", "retries"], type: "number" },
  "monitor.retries.default": { path: ["monitor", "retries"], type: "number" },
  ...Object.fromEntries(retryCauses.map((cause) => [`monitor.retries.${cause}`, { path: ["monitor", "retriesFor", cause], type: "number" }])),
  "credentials.command": { path: ["credentials", "command"], type: "command" },
  "credentials.warning": { path: ["credentials", "warning"], type: "number" },
  "disk.minimum free": { path: ["disk", "minimumFree"], type: "bytes" },
  "monitor.silence": { path: ["monitor", "silence"], type: "number" },
  "throttle.most queued": { path: ["throttle", "mostQueued"], type: "number" },
  "throttle.most per pass": { path: ["throttle", "mostPerPass"], type: "number" },
  "throttle.pause between submissions": { path: ["throttle", "pause"], type: "number" },
};

/** The files that are read, the one that counts most first. */
export function configFiles(projectDirectory: string): readonly string[] {
  // Empty counts as not set (XDG base directory specification).
  const user = process.env["XDG_CONFIG_HOME"] || join(homedir(), ".config");
  return [join(projectDirectory, ".asimov", "config.yaml"), join(user, "asimov", "config.yaml"), "/etc/asimov/config.yaml"];
}

/** Reads the configuration of a project: its own file over the user's over the machine's. Throws `CONFIG_INVALID` with all problems. */
export async function readConfig(projectDirectory: string): Promise<Config> {
  const config = structuredClone(defaults) as Mutable;
  const sources: Record<string, string> = {};
  const problems: AsimovError[] = [];
  for (const file of configFiles(projectDirectory).toReversed()) {
    const text = readIfExists(file);
    if (text === undefined || text.trim() === "") continue;
    const { parse } = await import("yaml");
    try {
      // A file of comments only is null.
      for (const [key, value] of entries((parse(text) as unknown) ?? {})) {
        // So is a section of comments only.
        if (
          (value === null || isRecord(value)) &&
          /^(?:accounting|credentials|directories|disk|monitor|monitor\.retries|throttle|(?:filesources|pipelines|schedulers)(?:\.[^.]+)?)$/.test(key)
        )
          continue;
        const problem = refuseOwnRights(projectDirectory, key, file) ?? assign(config, key, value, { file });
        if (problem) problems.push(problem);
        else sources[key] = file;
      }
    } catch (cause) {
      problems.push(unreadable(file, cause));
    }
  }
  throwAll(problems);
  return { ...config, sources };
}

type Mutable = { -readonly [K in keyof typeof defaults]: (typeof defaults)[K] };

function* entries(value: unknown, prefix = ""): Generator<readonly [string, unknown]> {
  // One without anything in it may be none that there is.
  if (!isRecord(value) || (prefix !== "" && Object.keys(value).length === 0)) {
    yield [prefix, value];
    return;
  }
  for (const [key, inner] of Object.entries(value)) yield* entries(inner, prefix === "" ? key : `${prefix}.${key}`);
}

function assign(config: Mutable, key: string, value: unknown, at: Place): AsimovError | undefined {
  const scalar = Object.hasOwn(scalars, key) ? scalars[key] : undefined;
  if (scalar) {
    const { fits, words } = types[scalar.type];
    if (!fits(value)) return invalid(at, `"${key}" must be ${words}, not ${shown(value)}`);
    Object.assign(config, withPath(config, scalar.path, readAs(scalar.type, value)));
    return undefined;
  }
  const [, group, name, option] = /^(filesources|pipelines|schedulers)\.([^.]+)\.(.+)$/.exec(key) ?? [];
  if (group === "pipelines" && name !== undefined && option === "environment" && typeof value === "string") {
    config.pipelines = { ...config.pipelines, [name]: { environment: value } };
    return undefined;
  }
  if (group === "pipelines" && option === "environment") return invalid(at, `"${key}" must be a text, not ${shown(value)}`);
  if (group === "filesources" && name !== undefined && option === "command") {
    if (!types.command.fits(value)) return invalid(at, `"${key}" must be ${types.command.words}, not ${shown(value)}`);
    config.filesources = { ...config.filesources, [name]: { command: readAs("command", value) as readonly string[] } };
    return undefined;
  }
  // The engine itself says what its own options must be.
  if (group === "schedulers" && (option === "engine" || option === "site") && !(typeof value === "string" && value.trim() !== "")) {
    return invalid(at, `"${key}" must be a text, not ${shown(value)}`);
  }
  if (group === "schedulers" && name !== undefined && option !== undefined) {
    config.schedulers = { ...config.schedulers, [name]: { ...config.schedulers[name], [option]: value } };
    return undefined;
  }
  if (key === "") return invalid(at, `the file is ${shown(value)}, not a map of settings`);
  if (key === "hooks" || key.startsWith("hooks.")) {
    return invalid(
      at,
      "hooks are no setting of this file",
      "Name them in a blueprint of kind configuration, and apply that: a change of them is in the history.",
    );
  }
  return invalid(
    at,
    `"${key}" is not a setting of the configuration.${didYouMean(key, [...Object.keys(scalars), "pipelines.NAME.environment", "filesources.NAME.command"])}`,
  );
}

function readAs(type: keyof typeof types, value: unknown): unknown {
  if (type === "bytes") return parseBytes(value);
  return type === "command" && typeof value === "string" ? value.trim().split(/\s+/) : value;
}

// Nobody makes themselves an administrator.
function refuseOwnRights(projectDirectory: string, key: string, file: string): AsimovError | undefined {
  if (key !== "administrators" || file !== configFiles(projectDirectory)[1]) return undefined;
  return invalid({ file }, `"administrators" counts in the project's file and in that of the machine only`);
}

function withPath(target: object, [key, ...rest]: readonly [string, ...string[]], value: unknown): object {
  const inner: unknown = Object.entries(target).find(([name]) => name === key)?.[1];
  const [next, ...others] = rest;
  return { ...target, [key]: next === undefined ? value : withPath(isRecord(inner) ? inner : {}, [next, ...others], value) };
}

function invalid(at: Place, message: string, remedy: string = allSettings): AsimovError {
  return new AsimovError("CONFIG_INVALID", { message, at, remedy });
}

const allSettings =
  "Settings: scheduler, schedulers, administrators, pipelines, filesources, accounting, directories, monitor, credentials, disk, throttle (README, Where programs are installed).";

function shown(value: unknown): string {
  return typeof value === "number" ? String(value) : JSON.stringify(value);
}

// The reader tells the first position in `linePos`, and draws the line below its message.
function unreadable(file: string, cause: unknown): AsimovError {
  const [position] =
    cause instanceof Error && "linePos" in cause && Array.isArray(cause.linePos) ? (cause.linePos as { line: number; col: number }[]) : [];
  const message = cause instanceof Error ? cause.message.replace(/ at line \d+, column \d+:?[^]*$/, "") : String(cause);
  return new AsimovError("CONFIG_INVALID", {
    message: `not readable as YAML: ${message}`,
    at: { file, line: position?.line, column: position?.col },
    remedy: "Mend the line, or empty the file: its settings have defaults.",
    cause,
  });
}
