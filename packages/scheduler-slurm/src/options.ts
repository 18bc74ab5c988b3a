import {
  countOption,
  optionsBy,
  secondsOption,
  textOption,
  type OptionReader,
  type OptionReaders,
  type SchedulerOptions,
} from "@asimov-gw/core/scheduler";
import { supervisorProtocol, usualDirectory, type SupervisedSettings } from "@asimov-gw/core/supervised";
import { parseBytes, slug, thisHost, userName } from "@asimov-gw/core/system";

import { defaultSettings, type SlurmSettings } from "./settings.ts";

/** Where the supervisor that walks the workflows runs, and what it gets where it is a job. */
interface RunnerSettings {
  /** `here`: on the host on which asimov is called. `job`: as a job of the cluster. */
  readonly runner: "here" | "job";
  /** MiB. */
  readonly runnerMemory: number;
  readonly runnerMinutes?: number | undefined;
  readonly runnerPartition?: string | undefined;
}

/** All settings, as clients pass them to the supervisor that they start. */
export interface EngineSettings extends SupervisedSettings, SlurmSettings, RunnerSettings {
  /** The name of the cluster, for people and for its state directory. */
  readonly cluster: string;
}

interface Options extends SlurmSettings, RunnerSettings {
  readonly cluster: string;
  readonly directory?: string | undefined;
}

const readers: OptionReaders<Options> = {
  cluster: textOption("cluster", "the name of a cluster"),
  partition: textOption("partition", "the name of a partition, or several with commas"),
  qos: textOption("qos", "the name of a QOS"),
  account: textOption("account", "the name of an account"),
  constraint: textOption("constraint", "a feature of nodes, or an expression of features"),
  reservation: textOption("reservation", "the name of a reservation"),
  "job time": timeOption("minutes"),
  "array limit": countOption("throttle", "a number of jobs, from 1"),
  runner: { words: "here or job", read: (value) => (value === "here" || value === "job" ? { runner: value } : undefined) },
  "runner time": timeOption("runnerMinutes"),
  "runner memory": {
    words: "a size such as 1 GB",
    read: (value) => {
      const bytes = parseBytes(value);
      return bytes === undefined || bytes < 2 ** 20 ? undefined : { runnerMemory: Math.ceil(bytes / 2 ** 20) };
    },
  },
  "runner partition": textOption("runnerPartition", "the name of a partition"),
  state: {
    words: "the absolute path of a directory",
    read: (value) => (typeof value === "string" && value.startsWith("/") ? { directory: value } : undefined),
  },
  bin: textOption("bin", "the directory of sbatch"),
  conf: textOption("conf", "the path of a slurm.conf"),
  user: textOption("user", "the name of a user"),
  "time limit": secondsOption("timeLimit"),
  "submit time limit": secondsOption("submitTimeLimit"),
  poll: secondsOption("pollSeconds"),
  grace: secondsOption("graceSeconds", 0),
  "node grace": secondsOption("nodeGraceSeconds", 0),
  retry: secondsOption("retrySeconds"),
};

/** Reads the options, as the configuration has them under `schedulers: slurm`. Throws `CONFIG_INVALID`. */
export function readOptions(given: SchedulerOptions, env: NodeJS.ProcessEnv = process.env): EngineSettings {
  const options = optionsBy<Options>(readers, given, { ...defaultSettings, user: userName(), runner: "here", runnerMemory: 1024, cluster: "" });
  const { runner, cluster, directory } = options;
  // A supervisor that is a job may be on any node; one that is none is found by the processes of its host.
  const home = runner === "job" ? `the cluster${cluster && ` ${cluster}`}` : thisHost();
  const which = runner === "job" ? cluster || "cluster" : cluster ? `${cluster}-${thisHost()}` : thisHost();
  return {
    ...options,
    directory: directory ?? env["ASIMOV_SLURM_STATE"] ?? usualDirectory("slurm", slug(which), env),
    home,
    idleSeconds: 60,
    startSeconds: 20,
    protocol: supervisorProtocol,
  };
}

/** The minutes of a time as Slurm writes them: `90`, `12:00:00`, `2-0`, `1-12:00:00`; what is left of a minute counts as one. */
export function minutesOf(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) && value > 0 ? Math.ceil(value) : undefined;
  const [, days, rest = ""] = /^(?:(\d+)-)?(\d+(?::\d+){0,2})$/.exec(typeof value === "string" ? value.trim() : "") ?? [];
  const parts = rest.split(":").map(Number);
  const [first = NaN, second = 0, third = 0] = parts;
  const seconds =
    days !== undefined
      ? Number(days) * 86_400 + first * 3600 + second * 60 + third
      : parts.length === 3
        ? first * 3600 + second * 60 + third
        : first * 60 + second;
  return seconds > 0 ? Math.ceil(seconds / 60) : undefined;
}

function timeOption(key: "minutes" | "runnerMinutes"): OptionReader<Options> {
  return {
    words: "minutes, or a time as Slurm writes it, such as 12:00:00 or 2-00:00:00",
    read: (value) => {
      const minutes = minutesOf(value);
      return minutes === undefined ? undefined : { [key]: minutes };
    },
  };
}
