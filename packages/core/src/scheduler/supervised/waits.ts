import { keyName, type JobExecutor, type JobKey, type JobReport } from "../../workflow/index.ts";
import type { EngineExecutor } from "./engine.ts";

/** Passes everything on to an executor, and remembers what its jobs wait for in the engine's queue. */
export class Waits implements EngineExecutor {
  readonly #executor: EngineExecutor;
  /** By token and the name of the key: the jobs that have been started and have not ended. */
  readonly #jobs = new Map<string, Map<string, Waiter>>();

  constructor(executor: EngineExecutor) {
    this.#executor = executor;
  }

  /** What nodes of a workflow wait for that have been started and of which nothing runs, in words, by the whole name of the node. */
  of(token: string): Readonly<Record<string, string>> {
    const nodes = Map.groupBy(this.#jobs.get(token)?.values() ?? [], ({ node }) => node);
    return Object.fromEntries([...nodes].flatMap(([node, all]) => (all.every(({ waits }) => waits !== undefined) ? [[node, all[0]!.waits!]] : [])));
  }

  async reports(keys: readonly JobKey[]): Promise<readonly JobReport[]> {
    const reports = await this.#executor.reports(keys);
    for (const [index, key] of keys.entries()) this.#note(key, reports[index]!);
    return reports;
  }

  start: JobExecutor["start"] = (request) => this.#executor.start(request);

  remove: JobExecutor["remove"] = (keys) => this.#executor.remove(keys);

  async forget(keys: readonly JobKey[]): Promise<void> {
    await this.#executor.forget(keys);
    for (const key of keys) this.#jobs.get(key.token)?.delete(keyName(key));
  }

  async removeAll(token: string): Promise<boolean> {
    const gone = await this.#executor.removeAll(token);
    if (gone) this.#jobs.delete(token);
    return gone;
  }

  close(): void {
    this.#executor.close();
  }

  #note(key: JobKey, report: JobReport): void {
    let jobs = this.#jobs.get(key.token);
    if (!jobs) this.#jobs.set(key.token, (jobs = new Map<string, Waiter>()));
    if (report.state === "running") jobs.set(keyName(key), { node: wholeName(key), waits: report.waits });
    else jobs.delete(keyName(key));
  }
}

interface Waiter {
  readonly node: string;
  readonly waits: string | undefined;
}

// `within` has the tries of the nodes that lead to it, as in SD.1/INNER.2.
function wholeName({ within, node }: JobKey): string {
  const outer = within === undefined ? [] : within.split("/").map((part) => part.replace(/\.\d+$/, ""));
  return [...outer, node].join("/");
}
