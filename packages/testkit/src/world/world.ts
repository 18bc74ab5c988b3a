import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { listAnalyses, type Analysis } from "@asimov-gw/core/analysis";
import { apply, parseBlueprint } from "@asimov-gw/core/blueprint";
import { runPass, Session, type Notice, type PassOptions, type PassReport } from "@asimov-gw/core/lifecycle";
import type { PipelineClass } from "@asimov-gw/core/pipeline";
import { initProject, openProject } from "@asimov-gw/core/project";

import { VirtualClock } from "../clock.ts";
import { fakePipelines, inProcess } from "../pipelines/index.ts";
import { Random } from "../random.ts";
import { FakeScheduler, type FakeSchedulerOptions } from "../scheduler/fake-scheduler.ts";
import { eventLog, type LoggedLine } from "./event-log.ts";

/** How a {@link World} is made. */
export interface WorldOptions {
  /** A directory that is not there yet, or is empty: the project is made in it. */
  readonly directory: string;
  /** Decides everything that is left to chance; the same seed gives the same world. */
  readonly seed?: string | number;
  /** Blueprint documents as objects, or text of a blueprint file. */
  readonly blueprints: string | readonly object[];
  readonly pipelines?: readonly PipelineClass[];
  /** How the scheduler behaves, which is called `fake`. */
  readonly scheduler?: Omit<FakeSchedulerOptions, "clock" | "name" | "seed" | "log">;
  /** Lines for the project's `.asimov/config.yaml`, such as `monitor: {retries: 2}`. */
  readonly config?: string;
  /** When it begins; the beginning of 2026 when not given. */
  readonly start?: string;
}

/** What passes saw, in {@link World.run}. */
export interface PassSeen {
  readonly time: string;
  readonly report: PassReport;
}

/** A real project with the real lifecycle, in a world of its own: virtual time, a fake scheduler, pipelines without programs. */
export class World {
  readonly clock: VirtualClock;
  readonly scheduler: FakeScheduler;
  readonly session: Session;
  /** What passes told besides their reports, oldest first. */
  readonly notices: Notice[];
  readonly #schedulerLog: readonly LoggedLine[];
  readonly #installed: ReadonlyMap<string, string>;

  private constructor({ clock, scheduler, session, notices, log, installed }: Parts) {
    this.clock = clock;
    this.scheduler = scheduler;
    this.session = session;
    this.notices = notices;
    this.#schedulerLog = log;
    this.#installed = installed;
  }

  /** Makes the project and applies the blueprints. Errors as those of `asimov apply`. */
  static async create(options: WorldOptions): Promise<World> {
    const { directory, seed = 0, pipelines = fakePipelines } = options;
    const clock = new VirtualClock(options.start);
    const log: LoggedLine[] = [];
    const notices: Notice[] = [];
    const tell = (line: string): void => void log.push({ time: new Date(clock.now()).toISOString(), line });
    const scheduler = new FakeScheduler({ ...options.scheduler, clock, seed, name: "fake", log: tell });
    mkdirSync(join(directory, ".asimov"), { recursive: true });
    writeFileSync(join(directory, ".asimov", "config.yaml"), `scheduler: fake\n${options.config ?? ""}\n`);
    initProject(directory, "simulated");
    const project = await openProject(directory, { command: "asimov monitor --chain", clock, durable: false });
    project.ledger.setFacts({ id: new Random(seed, "project").next().toString(16).slice(2, 14) });
    const session = new Session(project, {
      schedulers: { fake: scheduler },
      pipelines: Object.fromEntries(pipelines.map((pipeline) => [pipeline.name, inProcess(pipeline)])),
      notify: (notice) => void notices.push(notice),
    });
    const world = new World({ clock, scheduler, session, notices, log, installed: new Map(pipelines.map(({ name }) => [name, "1.0.0"])) });
    world.apply(options.blueprints);
    return world;
  }

  /** Applies more blueprints. Errors as those of `asimov apply`. */
  apply(blueprints: WorldOptions["blueprints"]): void {
    apply(this.session.project.ledger, parseBlueprint(textOf(blueprints), "world.yaml"), { installed: this.#installed });
  }

  /** One pass, with `--chain` unless told otherwise. */
  pass(options: PassOptions = {}): Promise<PassReport> {
    this.scheduler.settle();
    return runPass(this.session, { chain: true, ...options });
  }

  /** Passes that nobody watches, every `every` seconds, the first now, until `seconds` have gone by, or `until` says after a pass that it is enough. */
  async run(options: { readonly every: number; readonly seconds: number; readonly until?: () => boolean }): Promise<readonly PassSeen[]> {
    const seen: PassSeen[] = [];
    const end = this.clock.now() + options.seconds * 1000;
    while (this.clock.now() < end) {
      seen.push({ time: new Date(this.clock.now()).toISOString(), report: await this.pass({ patient: true }) });
      if (options.until?.() === true) break;
      this.clock.advance(options.every);
    }
    return seen;
  }

  /** All analyses as they are now. */
  get analyses(): readonly Analysis[] {
    return listAnalyses(this.session.project.ledger);
  }

  /** Statuses by address. */
  get statuses(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.analyses.map(({ address, status }) => [address, status]));
  }

  /** What happened in this world, a line each: every change of a status or its reason, and what the scheduler did. The same for the same seed. */
  get log(): readonly string[] {
    return eventLog(this.session.project, this.#schedulerLog);
  }

  /** Ends it; its files stay. */
  close(): void {
    this.session.close();
  }
}

interface Parts extends Pick<World, "clock" | "scheduler" | "session" | "notices"> {
  readonly log: readonly LoggedLine[];
  readonly installed: ReadonlyMap<string, string>;
}

// JSON is YAML.
function textOf(blueprints: WorldOptions["blueprints"]): string {
  return typeof blueprints === "string" ? blueprints : blueprints.map((document) => JSON.stringify(document)).join("\n---\n");
}
