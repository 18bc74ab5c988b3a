import { rmSync, watch, type FSWatcher } from "node:fs";
import { join } from "node:path";

import { AsimovError, systemCode } from "../../system/index.ts";
import { Runner } from "../../workflow/index.ts";
import { keepWrapper } from "../../wrapper/index.ts";
import type { Engine, EngineExecutor, ExecutorParts } from "./engine.ts";
import { openInner } from "./inner.ts";
import type { Lock } from "./lock.ts";
import type { Log } from "./log.ts";
import type { StatePaths } from "./settings.ts";
import { submissionPaths } from "./records.ts";
import { announce, isAsked, selfDescription } from "./supervisor-record.ts";
import { sweep } from "./state-directory.ts";
import { createWaker, type Waker } from "./waker.ts";
import { Waits } from "./waits.ts";
import { Workshop } from "./workshop.ts";

/** Why a supervisor left. */
export type Leaving = "nothing to do" | "handed over" | "asked to stop" | "its lock is gone";

/** Walks all submitted workflows of this state directory until there is nothing to do, or somebody else is to do it. Needs the lock. */
export async function supervise(paths: StatePaths, engine: Engine, lock: Lock, log: Log, stop: AbortSignal): Promise<Leaving> {
  const { settings, machine } = engine;
  const waker = createWaker();
  stop.addEventListener("abort", waker.wake);
  const watcher = watchState(paths, waker);
  // What keeps the engine from answering keeps all from going on.
  const onProblem = (token: string | undefined, error: unknown): void => {
    const all = token === undefined && error instanceof AsimovError && error.code.startsWith("SCHEDULER_");
    for (const one of all ? runner.runs.keys() : [token]) log.trouble(error, one);
  };
  const parts: ExecutorParts = {
    wrapper: keepWrapper(paths.directory),
    jobsOf: (token) => submissionPaths(paths, token).jobs,
    environmentOf: (token) => workshop.environmentOf(token),
    wake: waker.wake,
    onProblem,
  };
  const executor = new Waits(await engine.createExecutor(parts));
  const scripts =
    engine.runsHere || engine.place.moves ? undefined : await runHere({ ...parts, jobsOf: (token) => submissionPaths(paths, token).scripts });
  const runner = new Runner({
    executor,
    scripts,
    machine,
    priorityOf: (token) => workshop.priorityOf(token),
    openInner: (request) => openInner(paths, engine, request),
    onProblem,
  });
  const workshop = new Workshop({ paths, runner, executor, scripts, log, slots: machine.cores });
  sweep(paths);
  const self = selfDescription(engine);
  announce(paths, self);
  try {
    return await loop();
  } finally {
    watcher?.close();
    executor.close();
    scripts?.close();
    workshop.close();
  }

  async function loop(): Promise<Leaving> {
    let busy = performance.now();
    for (;;) {
      if (!lock.isStill()) return "its lock is gone";
      if (stop.aborted) return leave("asked to stop");
      if (isAsked(paths, self.identity)) return leave("handed over");
      try {
        await workshop.intake();
        await runner.step();
        workshop.tellWaiting();
        await workshop.settle();
      } catch (error) {
        log.trouble(error);
      }
      if (runner.runs.size > 0) busy = performance.now();
      else if (performance.now() - busy >= settings.idleSeconds * 1000 && (await mayLeave())) return "nothing to do";
      await waker.sleep(Math.min(settings.pollSeconds * 1000, settings.idleSeconds * 1000, runner.dueIn() ?? Infinity));
    }
  }

  function leave(why: Leaving): Leaving {
    rmSync(paths.supervisor, { force: true });
    return why;
  }

  /** Clients look for a supervisor after they have recorded a submission: what they recorded before we said goodbye is ours. */
  async function mayLeave(): Promise<boolean> {
    rmSync(paths.supervisor, { force: true });
    await workshop.intake();
    if (runner.runs.size === 0) return true;
    announce(paths, self);
    waker.wake();
    return false;
  }
}

/** Runs scripts beside the supervisor, as processes of its machine. */
async function runHere(parts: ExecutorParts): Promise<EngineExecutor> {
  const { LocalExecutor } = await import("../local/executor.ts");
  return new LocalExecutor({ ...parts, graceSeconds: 10, sampleSeconds: 10, memoryTolerance: Infinity });
}

function watchState(paths: StatePaths, waker: Waker): FSWatcher | undefined {
  const ours = new Set([paths.wake, paths.handover]);
  try {
    return watch(paths.directory, (_, name) => {
      if (name === null || ours.has(join(paths.directory, name))) waker.wake();
    });
  } catch (error) {
    // No more watches, or a file system without them: the slow look finds it too.
    if (systemCode(error) === undefined) throw error;
    return undefined;
  }
}
