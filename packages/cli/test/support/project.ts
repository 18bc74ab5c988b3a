import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";

import { apply, parseBlueprint } from "@asimov-gw/core/blueprint";
import { discoverPlugins, entriesOf } from "@asimov-gw/core/plugins";
import { initProject, openLedger } from "@asimov-gw/core/project";
import { stopLocal } from "@asimov-gw/core/scheduler";
import { test as base } from "vitest";

import { killAll, start, until, type Result, type Running, type User } from "./processes.ts";
import { toyPlugin } from "./toy.ts";
import { writeTree, type Tree } from "./tree.ts";

/** How a test's project is made. */
export interface ProjectOptions {
  /** Applied after `asimov init`; none is made without. */
  readonly blueprint?: string;
  /** More lines of `.asimov/config.yaml`, the first ones of its section `monitor`. */
  readonly config?: string;
  /** Plugin packages by the name of their folder; the toy when not given. */
  readonly plugins?: Readonly<Record<string, Tree>>;
}

/** A project in a temporary directory, with a user, plugins and a local scheduler of its own; everything of it ends with the test. */
export interface TestProject {
  /** The project's directory; `/project` in what commands print. */
  readonly directory: string;
  /** The folder of plugins; `/plugins` in what commands print. */
  readonly plugins: string;
  /** The state of the local scheduler. */
  readonly state: string;
  /** The directory that holds all of it. */
  readonly root: string;
  run(...args: readonly string[]): Promise<Result>;
  /** Runs a command and shows what a person would see: the command line, all that it prints, the exit code. */
  show(...args: readonly string[]): Promise<string>;
  /** Runs a command whose output is JSON, and reads that. */
  json(...args: readonly string[]): Promise<unknown>;
  /** Something that is done when the test has ended; what it throws makes the test fail. */
  atEnd(work: () => void): void;
  start(args: readonly string[], env?: Readonly<Record<string, string>>, as?: User): Running;
  /** Writes files into the project. */
  write(tree: Tree): void;
  /** Lets something happen at a place of the toy, such as `one.buildDag`: an action of the toy. */
  fault(place: string, action: string): void;
  /** Takes a fault away. */
  mend(place: string): void;
  /** Waits until the toy or a job stands at a gate. */
  reached(place: string): Promise<void>;
  /** Text of a file of the project; empty when there is none. */
  read(file: string): string;
  /** What git prints in the repository of a subject. */
  git(subject: string, ...args: readonly string[]): string;
  /** Sorted lines of the file to which every command of a job adds one. */
  ran(): readonly string[];
  /** Status of every analysis by name. */
  statuses(): Readonly<Record<string, string>>;
  /** All rows of all tables of the ledger, except who holds leases, what passes were made and what SQLite keeps for itself. */
  rows(): Readonly<Record<string, readonly unknown[]>>;
  query(sql: string): readonly Readonly<Record<string, unknown>>[];
}

// As it is installed, built before all tests: the sources take twice as long to start.
const bin = fileURLToPath(new URL("../../dist/bin.js", import.meta.url));
const core = fileURLToPath(new URL("../../../core", import.meta.url));

/** Makes a {@link TestProject}, with the blueprint applied where one is given. */
export type OpenProject = (options?: ProjectOptions) => TestProject;

/** A test that can open projects, also at the same time as others; everything of them ends with the test. */
export const test = base.extend("openProject", async ({ task }, { onCleanup }): Promise<OpenProject> => {
  const ends: (() => Promise<void>)[] = [];
  onCleanup(async () => {
    for (const end of ends) await end();
  });
  return (options = {}) => {
    // With blanks: people have them in the names of their directories.
    const root = mkdtempSync(join(realpathSync(tmpdir()), `asimov cli ${task.id} `));
    const atEnd: (() => void)[] = [];
    ends.push(() => close(pathsIn(root), atEnd));
    return newProject(root, options, atEnd);
  };
});

function newProject(root: string, options: ProjectOptions, atEnd: (() => void)[]): TestProject {
  const paths = pathsIn(root);
  for (const directory of [paths.directory, join(paths.directory, "faults"), paths.plugins, join(root, "home")])
    mkdirSync(directory, { recursive: true });
  for (const [name, tree] of Object.entries(options.plugins ?? { toy: toyPlugin() })) installPlugin(paths.plugins, name, tree);
  const project = projectIn(paths, environment(paths), atEnd);
  if (options.blueprint === undefined) return project;
  initProject(paths.directory, "test");
  project.write({ "blueprint.yaml": options.blueprint, ".asimov/config.yaml": `monitor:\n  watch interval: 0.1\n${options.config ?? ""}\n` });
  applyBlueprint(paths, options.blueprint);
  return project;
}

type Paths = Pick<TestProject, "root" | "directory" | "plugins" | "state">;

function pathsIn(root: string): Paths {
  return { root, directory: join(root, "project"), plugins: join(root, "plugins"), state: join(root, "state") };
}

// As `asimov apply` does it, which has its own tests; here it is the beginning of hundreds of others.
function applyBlueprint({ directory, plugins }: Paths, text: string): void {
  const discovery = discoverPlugins({ projectDirectory: directory, env: { ASIMOV_PLUGIN_PATH: plugins } });
  const installed = new Map([...entriesOf(discovery, "pipelines")].map(([name, entry]) => [name, entry.package.version]));
  const ledger = openLedger(directory, { command: "asimov apply -f blueprint.yaml" });
  apply(ledger, parseBlueprint(text, join(directory, "blueprint.yaml")), { installed });
  ledger.close();
}

/** Puts a plugin package into a folder of plugins; it finds core as an installed package does. */
export function installPlugin(folder: string, name: string, tree: Tree): void {
  writeTree(join(folder, name), tree);
  const link = join(folder, name, "node_modules/@asimov-gw/core");
  mkdirSync(dirname(link), { recursive: true });
  if (!existsSync(link)) symlinkSync(core, link);
}

function projectIn(paths: Paths, env: NodeJS.ProcessEnv, atEnd: (() => void)[]): TestProject {
  const { directory, plugins, root } = paths;
  const fault = (place: string): string => join(directory, "faults", place);
  const names = [
    [directory, "/project"],
    [plugins, "/plugins"],
    [root, "/sandbox"],
    [hostname(), "HOST"],
  ] as const;
  const plain = (text: string): string => names.reduce((all, [from, to]) => all.replaceAll(from, to), withoutChance(text));
  const project: TestProject = {
    ...paths,
    atEnd: (work) => void atEnd.push(work),
    start: (args, more = {}, as) => start(process.execPath, [bin, ...args], directory, { ...env, ...more }, plain, as),
    run: (...args) => project.start(args).result,
    show: async (...args) => {
      const { code, stdout, stderr } = await project.run(...args);
      return `$ asimov ${args.join(" ")}\n${stdout}${stderr}exit code ${code}`;
    },
    json: async (...args) => JSON.parse((await project.run(...args, "--json")).stdout) as unknown,
    write: (tree) => writeTree(directory, tree),
    fault: (place, action) => writeFileSync(fault(place), action),
    mend: (place) => rmSync(fault(place)),
    reached: (place) => until(() => existsSync(`${fault(place)}.reached`)),
    read: (file) => (existsSync(join(directory, file)) ? readFileSync(join(directory, file), "utf8") : ""),
    git: (subject, ...args) => execFileSync("git", args, { cwd: join(directory, "checkouts", subject), env, encoding: "utf8" }),
    ran: () => project.read("ran").split("\n").slice(0, -1).toSorted(),
    statuses: () => Object.fromEntries(project.query("SELECT name, status FROM analyses ORDER BY id").map((row) => [row["name"], row["status"]])),
    rows: () => {
      const tables = project.query(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('leases', 'passes', 'sqlite_sequence') ORDER BY name",
      );
      return Object.fromEntries(tables.map((table) => [table["name"], project.query(`SELECT * FROM "${String(table["name"])}"`)]));
    },
    query: (sql) => query(join(directory, ".asimov/ledger.db"), sql),
  };
  return project;
}

// What differs from run to run: ids of projects and processes, times and ages.
function withoutChance(text: string): string {
  return text
    .replaceAll(/\b[0-9a-f]{12}(?=\.\d)/g, "ID")
    .replaceAll(/process \d+/g, "process PID")
    .replaceAll(/\d{4}-\d\d-\d\dT?[\d:.]+Z/g, "TIME")
    .replaceAll(/ {2,}\d+ s {2,}/g, "  0 s  ")
    .replaceAll(/\d+ s of CPU/g, "0 s of CPU")
    .replaceAll(/[\d.]+ k?B of files/g, "SIZE of files");
}

function environment({ root, plugins, state }: Paths): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    HOME: join(root, "home"),
    XDG_CONFIG_HOME: join(root, "home/.config"),
    GIT_CONFIG_NOSYSTEM: "1",
    NO_COLOR: "1",
    NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
    ASIMOV_PLUGIN_PATH: plugins,
    ASIMOV_LOCAL_STATE: state,
  };
}

function query(file: string, sql: string): readonly Readonly<Record<string, unknown>>[] {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

async function close({ root, directory, state }: Paths, atEnd: readonly (() => void)[]): Promise<void> {
  for (const name of readdirSync(join(directory, "faults"))) rmSync(join(directory, "faults", name));
  if (existsSync(state)) await stopLocal({ directory: state });
  await killAll(root);
  try {
    for (const work of atEnd) work();
  } finally {
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  }
}
