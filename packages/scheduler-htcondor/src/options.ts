import { optionsBy, secondsOption, textOption, type OptionReaders, type SchedulerOptions } from "@asimov-gw/core/scheduler";
import { userName } from "@asimov-gw/core/system";
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

const readers: OptionReaders<Options> = {
  schedd: textOption("schedd", "the name of an access point, as condor_status -schedd shows it"),
  pool: textOption("pool", "the host of a central manager"),
  owner: textOption("owner", "the name of a user"),
  bin: textOption("bin", "the directory of condor_q"),
  "time limit": secondsOption("timeLimit"),
  "submit time limit": secondsOption("submitTimeLimit"),
  grace: secondsOption("grace", 0),
  "accounting group": textOption("accountingGroup", "a tag such as ligo.dev.o4.cbc.pe.bilby"),
  "accounting user": textOption("accountingUser", "a user name such as albert.einstein"),
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
  return optionsBy(readers, given, { owner: userName(), timeLimit: 60, submitTimeLimit: 120, grace: 30, credentials: [], dagman: {} });
}

/** The name of the access point that submissions live at. */
export function accessPointOf({ schedd }: Options): string {
  return schedd ?? hostname();
}
