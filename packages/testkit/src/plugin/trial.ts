import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import type { AssetValue, Assets, BuiltWorkflow, PipelineClass, RenderedConfig, RunResult, Settings } from "@asimov-gw/core/pipeline";
import { perform, type ContextData, type Operation, type PipelineDoors, type RunRequest } from "@asimov-gw/core/pipeline/remote";
import { AsimovError, writeAtomic } from "@asimov-gw/core/system";

import type { Files, OtherAnalysis, PipelineFixture } from "./fixture.ts";
import type { Plugin } from "./package.ts";
import { changed, isWithin, treeOf, writeFiles, type Tree } from "./tree.ts";

/** What a hook asked of core during a trial. */
export interface Asked {
  readonly door: keyof PipelineDoors;
  readonly argument: unknown;
}

/** What a trial is made of. */
export interface TrialOptions {
  readonly plugin: Plugin;
  readonly pipelineClass: PipelineClass;
  /** Name of the entry point. */
  readonly name: string;
  readonly fixture: PipelineFixture;
}

/** One analysis of the pipeline under test in a project of its own, with what hooks ask of core recorded and nothing submitted. */
export class Trial {
  readonly options: TrialOptions;
  /** Everything that hooks could reach lies below it. */
  readonly root: string;
  readonly project: string;
  readonly runDirectory: string;
  readonly configFile: string;
  readonly asked: Asked[] = [];
  /** How the programs run; a check puts something else here. */
  run: (request: RunRequest) => Promise<RunResult> = (request) => this.program(request);
  workflow: BuiltWorkflow | undefined;
  assets: Assets = {};
  settings: Settings;
  readonly #extension: string;

  constructor(options: TrialOptions) {
    const { fixture } = options;
    this.options = options;
    this.settings = fixture.settings;
    this.root = realpathSync(mkdtempSync(join(tmpdir(), "asimov check it's ")));
    this.project = join(this.root, "project");
    this.runDirectory = join(this.project, "working", "EV1", "pe");
    const { template } = options.pipelineClass as unknown as { readonly template?: URL | string };
    this.#extension = /\.([a-z0-9]+)\.hbs$/i.exec(String(template ?? ""))?.[1] ?? "ini";
    this.configFile = join(this.project, "checkouts", "EV1", "analyses", `pe.${this.#extension}`);
    writeFiles(this.project, fixture.files ?? {});
    mkdirSync(dirname(this.configFile), { recursive: true });
    mkdirSync(join(this.project, "logs"), { recursive: true });
    for (const name of Object.keys(fixture.programs ?? {})) {
      // Jobs name it and hooks look for it; that a hook runs it is never left to chance.
      writeFiles(join(this.root, "prefix", "bin"), { [name]: "#!/bin/sh\nexit 97\n" });
      chmodSync(join(this.root, "prefix", "bin", name), 0o755);
    }
  }

  /** Does one operation as core does: what goes in and out is JSON, and it has a minute. */
  async call<T = unknown>(operation: Operation, doors: Partial<PipelineDoors> = {}): Promise<T> {
    const context = plain(this.data()) as ContextData;
    const all = { ...this.#doors(), ...doors };
    const ask = async (door: string, argument?: unknown): Promise<unknown> => {
      const open = Object.hasOwn(all, door) ? all[door as keyof PipelineDoors] : undefined;
      if (open === undefined) throw new AsimovError("PLUGIN_NO_SUCH_DOOR", { message: `"${door}" can't be asked for in ${operation}` });
      this.asked.push({ door: door as keyof PipelineDoors, argument });
      return plain(await (open as (argument: unknown) => unknown)(plain(argument)));
    };
    const work = perform(this.options.pipelineClass, operation, { context }, ask).then(plain);
    const limit = new AbortController();
    const late = delay(seconds * 1000, undefined, { signal: limit.signal }).then(() => {
      throw new Error(`${operation} took longer than ${seconds} s`);
    });
    try {
      return (await Promise.race([work, late])) as T;
    } finally {
      limit.abort();
      late.catch(() => undefined);
    }
  }

  /** Asks the class, as core does. */
  async ask<T>(operation: "readIni" | "settingsFromConfig", argument: unknown): Promise<T> {
    return plain(await perform(this.options.pipelineClass, operation, { argument }, () => Promise.reject(new Error("a class has no doors")))) as T;
  }

  /** Renders the config file and writes it where it belongs, as a build does. */
  async build(): Promise<RenderedConfig> {
    const rendered = await this.call<RenderedConfig>("build");
    writeAtomic(this.configFile, rendered.text);
    return rendered;
  }

  /** Renders the config file with other settings; nothing is written. */
  async rendered(settings: Settings): Promise<RenderedConfig> {
    this.settings = settings;
    return this.call<RenderedConfig>("makeConfig");
  }

  /** Runs the builder, after a build. */
  async buildWorkflow(): Promise<BuiltWorkflow> {
    await this.build();
    this.workflow = await this.call<BuiltWorkflow>("buildDag");
    return this.workflow;
  }

  /** An attempt that has run to its end: built, with all that a run leaves. */
  async finish(): Promise<void> {
    await this.buildWorkflow();
    const { products, others, logs } = this.options.fixture;
    this.put({ ...products, ...others, ...logs });
  }

  /** Writes files into the run directory. */
  put(files: Files): void {
    mkdirSync(this.runDirectory, { recursive: true });
    writeFiles(this.runDirectory, files);
  }

  /** Takes away what stands for the programs. */
  uninstall(): void {
    rmSync(join(this.root, "prefix"), { recursive: true, force: true });
  }

  /** What core does with the run directory before a builder runs again. */
  trash(): void {
    if (existsSync(this.runDirectory)) renameSync(this.runDirectory, mkdtempSync(join(this.root, "trash-")));
  }

  tree(): Tree {
    return treeOf(this.root);
  }

  /** What has changed since `before` outside of these directories, which are absolute. */
  changedOutside(before: Tree, ...directories: readonly string[]): readonly string[] {
    return changed(before, this.tree()).filter((path) => !isWithin(this.root, path, directories));
  }

  /** Calls of doors, by name. */
  askedOf(door: keyof PipelineDoors): readonly unknown[] {
    return this.asked.filter((one) => one.door === door).map(({ argument }) => argument);
  }

  /** Runs what stands for a program. */
  async program({ command, args, directory, environment }: RunRequest): Promise<RunResult> {
    const name = basename(command);
    const program = this.options.fixture.programs?.[name];
    if (!program) throw new AsimovError("COMMAND_NOT_FOUND", { message: `the hook runs "${name}", and nothing of the fixture stands for it` });
    const place = directory ?? this.project;
    const end = await program({
      args,
      directory: place,
      environment: environment ?? {},
      runDirectory: this.runDirectory,
      write: (files) => writeFiles(place, files),
    });
    return { exitCode: end?.exitCode ?? 0, stdout: end?.stdout ?? "", stderr: end?.stderr ?? "", seconds: 0 };
  }

  end(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  data(): ContextData {
    const { fixture, name } = this.options;
    return {
      analysis: {
        name: "pe",
        slug: "pe",
        address: "EV1/pe",
        subject: "EV1",
        pipeline: name,
        attempt: 1,
        settings: this.settings,
        needs: (fixture.needs ?? []).map((one) => this.#other(one)),
        analyses: (fixture.analyses ?? []).map((one) => ({ ...this.#other(one), settings: one.settings ?? {}, psds: {} })),
        subjects: [],
        psds: this.#psds(),
        runDirectory: this.runDirectory,
        configFile: this.configFile,
        projectDirectory: this.project,
        pagesDirectory: join(this.project, "pages", "EV1", "pe"),
      },
      environment: { prefix: join(this.root, "prefix"), accounting: {} },
      workflow: this.workflow,
      assets: this.assets,
      postprocessors: [],
    };
  }

  #doors(): Partial<PipelineDoors> {
    const submission = { token: "check.1.1.workflow.1", jobId: "1.0" };
    return {
      run: (request) => this.run(request),
      log: () => undefined,
      publishPages: async ({ name }) => join(this.project, "pages", "EV1", "pe", name),
      submitWorkflow: async () => submission,
      submitJob: async () => submission,
      store: async () => undefined,
      startProcessing: async () => undefined,
      postprocess: async () => true,
      removeSubmissions: async () => undefined,
      trashRunDirectory: async () => this.trash(),
    };
  }

  #other({ name, pipeline, assets }: OtherAnalysis): ContextData["analysis"]["needs"][number] {
    const made: Assets = Object.fromEntries(Object.entries(assets).map(([asset, value]) => [asset, this.#absolute(value)]));
    return { name, subject: "EV1", pipeline, runDirectory: join(this.project, "working", "EV1", name), assets: made };
  }

  #absolute(value: AssetValue): AssetValue {
    const one = (path: string): string => resolve(this.project, path);
    const some = (paths: string | readonly string[]): string | readonly string[] => (typeof paths === "string" ? one(paths) : paths.map(one));
    if (typeof value === "string" || Array.isArray(value)) return some(value as string | readonly string[]);
    return Object.fromEntries(Object.entries(value).map(([key, paths]: readonly [string, string | readonly string[]]) => [key, some(paths)]));
  }

  #psds(): ContextData["analysis"]["psds"] {
    const { psds } = this.settings;
    const set = typeof psds === "object" && psds !== null && !Array.isArray(psds) ? Object.entries(psds) : [];
    const own = set.flatMap(([detector, path]) => (typeof path === "string" ? [[detector, path] as const] : []));
    const offered = (this.options.fixture.needs ?? []).flatMap(({ assets }) => Object.entries((assets["psds"] ?? {}) as Record<string, string>));
    return Object.fromEntries([...offered, ...own].map(([detector, path]) => [detector, [{ path: resolve(this.project, path), from: "EV1" }]]));
  }
}

const seconds = 60;

// As on its way to another process and back.
function plain(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}
