import { AsimovError, didYouMean, userName } from "@asimov-gw/core/system";
import type { SchedulerOptions } from "@asimov-gw/core/scheduler";
import { hostname } from "node:os";

/** How HTCondor is reached and what it is told; from `schedulers.htcondor` of the configuration. */
export interface Options {
  /** The access point: the name of its schedd. That of this host when not given. */
  readonly schedd?: string | undefined;
  /** The central manager, where it is not that of this host's configuration. */
  readonly pool?: string | undefined;
  /** To whom submissions belong at the access point. */
  readonly owner: string;
  /** The directory of HTCondor's commands; PATH when not given. */
  readonly bin?: string | undefined;
  /** Seconds that a question may take. An access point that hangs lets its own tools wait for 20. */
  readonly timeLimit: number;
  /** Seconds that a submission may take. */
  readonly submitTimeLimit: number;
  /** Seconds after the death of a submitter from which on what the queue does not have is taken for absent. */
  readonly grace: number;
  /** The tag to which jobs are charged, and the user of it. */
  readonly accountingGroup?: string | undefined;
  readonly accountingUser?: string | undefined;
  /** Commands that renew credentials before something is submitted, each with its arguments. */
  readonly credentials: readonly string[];
  /** Settings of DAGMan, by name without `DAGMAN_`. */
  readonly dagman: Readonly<Record<string, string>>;
}

interface Setting {
  readonly words: string;
  readonly read: (value: unknown) => Partial<Options> | undefined;
}

const text = (key: "schedd" | "pool" | "owner" | "bin" | "accountingGroup" | "accountingUser", words: string): Setting => ({
  words,
  read: (value) => (typeof value === "string" && value.trim() !== "" ? { [key]: value.trim() } : undefined),
});
const seconds = (key: "timeLimit" | "submitTimeLimit"): Setting => ({
  words: "a number of seconds above 0",
  read: (value) => (typeof value === "number" && Number.isFinite(value) && value > 0 ? { [key]: value } : undefined),
});

const settings: Readonly<Record<string, Setting>> = {
  schedd: text("schedd", "the name of an access point, as condor_status -schedd shows it"),
  pool: text("pool", "the host of a central manager"),
  owner: text("owner", "the name of a user"),
  bin: text("bin", "the directory of condor_q"),
  "time limit": seconds("timeLimit"),
  "submit time limit": seconds("submitTimeLimit"),
  grace: {
    words: "a number of seconds from 0",
    read: (value) => (typeof value === "number" && value >= 0 && Number.isFinite(value) ? { grace: value } : undefined),
  },
  "accounting group": text("accountingGroup", "a tag such as ligo.dev.o4.cbc.pe.bilby"),
  "accounting user": text("accountingUser", "a user name such as albert.einstein"),
  credentials: {
    words: "a command or a list of commands",
    read: (value) => {
      const commands: readonly unknown[] = Array.isArray(value) ? value : [value];
      return commands.every((one) => typeof one === "string" && one.trim() !== "") ? { credentials: commands as readonly string[] } : undefined;
    },
  },
  dagman: {
    words: "names and values of DAGMan's settings, such as {max jobs submitted: 100}",
    read: (value) => {
      if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
      const entries = Object.entries(value).map(([name, one]) => [
        name
          .trim()
          .toUpperCase()
          .replace(/^DAGMAN[ _]/, "")
          .replaceAll(/[ -]/g, "_"),
        String(one),
      ]);
      return entries.every(([name]) => /^[A-Z][A-Z0-9_]*$/.test(name!)) ? { dagman: Object.fromEntries(entries) } : undefined;
    },
  },
};

/** Reads the options. Throws what is wrong with one of them. */
export function readOptions(given: SchedulerOptions): Options {
  const defaults = { owner: userName(), timeLimit: 60, submitTimeLimit: 120, grace: 30, credentials: [], dagman: {} };
  const read = Object.entries(given).map(([name, value]) => {
    const setting = Object.hasOwn(settings, name) ? settings[name] : undefined;
    const part = setting?.read(value);
    if (part !== undefined) return part;
    throw new AsimovError("CONFIG_INVALID", {
      message: setting
        ? `"${name}" must be ${setting.words}, not ${JSON.stringify(value)}`
        : `"${name}" is no setting of it.${didYouMean(name, Object.keys(settings))}`,
      remedy: `Its settings: ${Object.keys(settings).join(", ")}.`,
    });
  });
  return Object.assign({}, defaults, ...read) as Options;
}

/** The name of the access point that submissions live at. */
export function accessPointOf({ schedd }: Options): string {
  return schedd ?? hostname();
}
