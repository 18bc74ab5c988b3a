import { readFileSync } from "node:fs";

/** Options by which asimov runs RIFT's builder, and those that would make it write elsewhere, or find its event otherwise. */
export const ownOptions: ReadonlySet<string> = new Set(
  "help use-ini use-coinc use-rundir fake-data-cache manual-postfix gracedb-id gracedb-exe use-legacy-gracedb add-extrinsic".split(" "),
);

/** The options that the template can write for RIFT's builder, each with the setting that it is written from. */
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
  const template = readFileSync(new URL("../../templates/rift.ini.hbs", import.meta.url), "utf8");
  const section = /^\[rift-pseudo-pipe\]\n([\s\S]*?)^(?:\{\{#if pipeline\.condorCommands|\[)/m.exec(template)?.[1] ?? "";
  const settings = settingsByOption();
  const names = [...section.matchAll(/^(?:\{\{option "([\w-]+)"|([\w-]+) =)(.*)$/gm)].map(([, one, other, rest = ""]) => {
    const name = one ?? other ?? "";
    return [name, rest.includes("pipeline.optionOr") ? constant : (settings.get(name) ?? homes[name] ?? name)] as const;
  });
  return new Map(names);
}

const homes: Readonly<Record<string, string>> = {
  approx: "waveform.approximant",
  fmin: "quality.minimum frequency",
  "fmin-template": "likelihood.start frequency",
  "ile-force-gpu": "sampler.ile.gpu",
  "ile-no-gpu": "sampler.ile.gpu",
  "force-mc-range": "priors.chirp mass",
  "force-chi-max": "priors.spin 1",
  "force-chi-small-max": "priors.spin 2",
  "force-comp-min": "priors.mass 2",
  "force-comp-max": "priors.mass 1",
  "force-lambda-max": "priors.lambda 1",
  "force-lambda-small-max": "priors.lambda 2",
  "ile-distance-prior": "priors.luminosity distance.type",
  "internal-distance-max": "priors.luminosity distance.maximum",
  "manual-initial-grid-supplements": "bootstrap",
  "use-osg-file-transfer": "scheduler.osg",
  "use-osg-cip": "scheduler.osg",
  "internal-truncate-files-for-osg-file-transfer": "scheduler.osg",
  ...Object.fromEntries(
    "nospin precessing nonprecessing matter matter-but-primary-bh eccentric lowlatency-tradeoffs highq well-placed"
      .split(" ")
      .map((word) => [`assume-${word}`, "likelihood.assume"]),
  ),
};

function settingsByOption(): ReadonlyMap<string, string> {
  const vocabulary: unknown = JSON.parse(readFileSync(new URL("../../vocabulary.json", import.meta.url), "utf8"));
  const { settings } = vocabulary as { readonly settings: Readonly<Record<string, { readonly option?: string }>> };
  return new Map(
    Object.entries(settings).flatMap(([setting, { option }]) =>
      option?.startsWith("rift-pseudo-pipe.") ? [[option.slice("rift-pseudo-pipe.".length), setting] as const] : [],
    ),
  );
}
