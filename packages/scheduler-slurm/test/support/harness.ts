import { mkdirSync, mkdtempSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

import { packageFile } from "@asimov-gw/core/system";
import type { JobDescription, JobKey, JobReport, JobStart } from "@asimov-gw/core/workflow";
import { SlurmExecutor } from "../../src/executor.ts";
import { defaultSettings, type SlurmSettings } from "../../src/settings.ts";
import { Tools } from "../../src/tools.ts";
import type { Cluster } from "./cluster.ts";
import { until } from "./daemon.ts";

const script = fileURLToPath(new URL("../../assets/task.sh", import.meta.url));

/** Settings of tests: Slurm is asked at every look, and nothing waits long. */
export const quick: SlurmSettings = { ...defaultSettings, user: "root", pollSeconds: 0.05, graceSeconds: 2, retrySeconds: 0.5, usageSeconds: 5 };

/** One project's jobs on a cluster. */
export class Lab {
  readonly directory: string;
  readonly problems: unknown[] = [];
  readonly cluster: Cluster;
  settings: SlurmSettings;
  wrapper: string = packageFile("assets/job.sh");
  readonly #records: string;
  executor: SlurmExecutor;

  constructor(cluster: Cluster, settings: Partial<SlurmSettings> = {}) {
    this.cluster = cluster;
    this.settings = { ...quick, ...settings };
    this.directory = mkdtempSync(join(cluster.directory, "lab-"));
    this.#records = join(this.directory, "records");
    mkdirSync(this.#records);
    this.executor = this.open();
    onTestFinished(() => this.executor.close());
  }

  /** An executor that knows only what the one before has left behind, as after the end of its process. */
  open(environment: Readonly<Record<string, string>> = {}): SlurmExecutor {
    return new SlurmExecutor({
      settings: this.settings,
      tools: new Tools(this.settings, this.cluster.env),
      wrapper: this.wrapper,
      script,
      jobsOf: (token) => this.jobsOf(token),
      environmentOf: () => ({ base: { HOME: this.directory }, inherited: environment }),
      wake: () => undefined,
      onProblem: (_, error) => void this.problems.push(error),
    });
  }

  /** Goes on with another executor, as after a crash; `settings` are its own. */
  restart(settings: Partial<SlurmSettings> = this.settings): void {
    this.executor.close();
    this.settings = { ...quick, ...settings };
    this.executor = this.open();
  }

  jobsOf(token: string): string {
    const jobs = join(this.#records, token);
    mkdirSync(jobs, { recursive: true });
    return jobs;
  }

  path(name: string): string {
    return resolve(this.directory, name);
  }

  /** A job of this shell text. */
  job(text: string, more: Partial<JobDescription> = {}, key: Partial<JobKey> = {}): JobStart {
    return {
      key: { token: "gw", node: "node", try: 1, part: 0, run: 1, ...key },
      job: {
        process: 0,
        executable: "/bin/sh",
        arguments: ["-c", text],
        environment: {},
        inherit: "none",
        directory: this.directory,
        stdout: this.path("out"),
        stderr: this.path("err"),
        request: { cpus: 1 },
        priority: 0,
        extra: {},
        ...more,
      },
      continues: false,
    };
  }

  async report(key: JobKey): Promise<JobReport> {
    return (await this.executor.reports([key]))[0]!;
  }

  /** The first report that `wanted` accepts. */
  async until(key: JobKey, wanted: (report: JobReport) => boolean, seconds = 60): Promise<JobReport> {
    let last: JobReport | undefined;
    try {
      await until("a report", async () => wanted((last = await this.report(key))), [], seconds);
    } catch (error) {
      throw new Error(`${String(error)}; the last one is ${JSON.stringify(last)}, problems: ${this.problems.map(String).join(", ")}`, {
        cause: error,
      });
    }
    return last!;
  }

  /** How the job ended, once it has. */
  async end(key: JobKey): Promise<Extract<JobReport, { readonly state: "ended" }>["outcome"]> {
    const report = await this.until(key, ({ state }) => state === "ended", 120);
    if (report.state !== "ended") throw new Error("it has not ended");
    return report.outcome;
  }
}
