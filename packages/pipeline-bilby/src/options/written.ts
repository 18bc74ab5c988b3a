import { readFileSync } from "node:fs";

/** Options by which asimov runs bilby_pipe, and those that would make it run, write or submit elsewhere. */
export const ownOptions: ReadonlySet<string> = new Set(
  "help version label outdir overwrite-outdir submit local scheduler scheduler-args scheduler-module scheduler-env log-directory".split(" "),
);

/** The options that the template can write, each with the setting that it is written from. */
export function writtenOptions(): ReadonlyMap<string, string> {
  return (cached ??= readWritten());
}

/** Whether the template writes an option with a constant, which `pipeline options` may change. */
export function isOpen(option: string): boolean {
  return writtenOptions().get(option) === constant;
}

const constant = "pipeline options";
let cached: ReadonlyMap<string, string> | undefined;

function readWritten(): ReadonlyMap<string, string> {
  const template = readFileSync(new URL("../../templates/bilby.ini.hbs", import.meta.url), "utf8");
  const settings = settingsByOption();
  const names = [...template.matchAll(/^(?:\{\{option "([\w-]+)"|([\w-]+) =)(.*)$/gm)].map(([, one, other, rest = ""]) => {
    const name = one ?? other ?? "";
    return [name, rest.includes("pipeline.optionOr") ? constant : (settings.get(name) ?? homes[name] ?? name)] as const;
  });
  return new Map(names);
}

const homes: Readonly<Record<string, string>> = { "accounting-user": "accounting.user" };

function settingsByOption(): ReadonlyMap<string, string> {
  const vocabulary: unknown = JSON.parse(readFileSync(new URL("../../vocabulary.json", import.meta.url), "utf8"));
  const { settings } = vocabulary as { readonly settings: Readonly<Record<string, { readonly option?: string }>> };
  return new Map(Object.entries(settings).flatMap(([setting, { option }]) => (option === undefined ? [] : [[option, setting] as const])));
}
