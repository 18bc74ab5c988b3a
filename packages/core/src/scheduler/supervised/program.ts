import type { Engine } from "./engine.ts";
import { takeLock, type Lock } from "./lock.ts";
import { Log } from "./log.ts";
import type { StatePaths } from "./settings.ts";
import { openExistingState } from "./state-directory.ts";
import { livingSupervisor } from "./supervisor-record.ts";
import { supervise } from "./supervisor.ts";

/**
 * The program that clients start in the background: a module of the engine that calls this with the engine made of its first argument, the settings as
 * JSON. Ends the process.
 */
export async function runSupervisor(engine: Engine): Promise<never> {
  const paths = openExistingState(engine.settings);
  const log = new Log(paths);
  const lock = await waitForLock(paths, engine);
  // Another supervisor lives: it does our work.
  if (!lock) process.exit(0);

  const stop = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stop.abort());
  process.on("SIGHUP", () => log.say("ignores SIGHUP"));
  process.on("uncaughtException", (error) => {
    log.trouble(error);
    log.say("ends by that trouble; the jobs go on, and the next client starts another supervisor");
    process.exit(1);
  });
  log.say(`begins for ${engine.name}, protocol ${engine.settings.protocol}`);
  const why = await supervise(paths, engine, lock, log, stop.signal);
  log.say(`leaves: ${why}`);
  lock.release();
  process.exit(0);
}

/** The lock, or undefined when another supervisor lives. One that is just leaving does not say so any more, and gives the lock back in a moment. */
async function waitForLock(paths: StatePaths, { place }: Engine): Promise<Lock | undefined> {
  for (let tries = 0; tries < 40; tries++) {
    const taken = takeLock(paths.lock);
    if (taken) return taken;
    if (await livingSupervisor(paths, place)) return undefined;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return undefined;
}
