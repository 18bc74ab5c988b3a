import type { SchedulerOptions } from "../define.ts";
import { countOption, optionsBy, secondsOption, type OptionReaders } from "../options.ts";
import { mebibytes, type LocalOptions } from "./settings.ts";

/**
 * The options of the local scheduler as the configuration has them under `schedulers: local`. Throws `CONFIG_INVALID`, with the file where `sources`
 * names it by the whole name of the setting.
 */
export function configuredOptions(options: SchedulerOptions = {}, sources: Readonly<Record<string, string>> = {}): LocalOptions {
  return optionsBy<LocalOptions>(readers, options, {}, { prefix: "schedulers.local.", sources });
}

const size = "a size such as";

const readers: OptionReaders<LocalOptions> = {
  cores: countOption("slots", "a number of cores, from 1"),
  memory: { words: `${size} 16 GB`, read: (value) => asOption("memory", mebibytes(value)) },
  "default memory": { words: `${size} 500 MB`, read: (value) => asOption("defaultMemory", mebibytes(value)) },
  "memory tolerance": { words: "a factor of 1 or more, or none", read: (value) => asOption("memoryTolerance", factor(value)) },
  grace: secondsOption("graceSeconds"),
};

function factor(value: unknown): number | undefined {
  return value === "none" ? Infinity : typeof value === "number" && value >= 1 ? value : undefined;
}

function asOption(key: keyof LocalOptions, value: number | undefined): LocalOptions | undefined {
  return value === undefined ? undefined : { [key]: value };
}
