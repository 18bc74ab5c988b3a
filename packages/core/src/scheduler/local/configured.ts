import { AsimovError, didYouMean } from "../../system/index.ts";
import type { SchedulerOptions } from "../define.ts";
import { mebibytes, type LocalOptions } from "./settings.ts";

/**
 * The options of the local scheduler as the configuration has them under `schedulers: local`. Throws `CONFIG_INVALID`, with the file where `sources`
 * names it by the whole name of the setting.
 */
export function configuredOptions(options: SchedulerOptions = {}, sources: Readonly<Record<string, string>> = {}): LocalOptions {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => {
      const known = Object.hasOwn(settings, name) ? settings[name] : undefined;
      const read = known?.read(value);
      if (known && read !== undefined) return [known.option, read];
      throw new AsimovError("CONFIG_INVALID", {
        message: known
          ? `"schedulers.local.${name}" must be ${known.words}, not ${JSON.stringify(value)}`
          : `"schedulers.local.${name}" is not a setting of the local scheduler.${didYouMean(name, Object.keys(settings))}`,
        at: sources[`schedulers.local.${name}`],
        remedy: `Settings of schedulers.local: ${Object.keys(settings).join(", ")} (README, Who runs the jobs).`,
      });
    }),
  );
}

interface Setting {
  readonly option: keyof LocalOptions;
  readonly words: string;
  readonly read: (value: unknown) => string | number | undefined;
}

const count = (value: unknown): number | undefined => (typeof value === "number" && Number.isInteger(value) && value > 0 ? value : undefined);
const seconds = (value: unknown): number | undefined => (typeof value === "number" && Number.isFinite(value) && value > 0 ? value : undefined);
const size = mebibytes;
const factor = (value: unknown): number | undefined => (value === "none" ? Infinity : typeof value === "number" && value >= 1 ? value : undefined);

const settings: Readonly<Record<string, Setting>> = {
  cores: { option: "slots", words: "a number of cores, from 1", read: count },
  memory: { option: "memory", words: "a size such as 16 GB", read: size },
  "default memory": { option: "defaultMemory", words: "a size such as 500 MB", read: size },
  "memory tolerance": { option: "memoryTolerance", words: "a factor of 1 or more, or none", read: factor },
  grace: { option: "graceSeconds", words: "a number of seconds above 0", read: seconds },
};
