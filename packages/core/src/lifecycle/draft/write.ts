import { basename } from "node:path";

import { toYaml, type Settings } from "../../settings/index.ts";
import type { OptionLeft } from "./compare.ts";
import type { Draft } from "./draft.ts";

// What is about the event and its data: the rest is one way to analyse it.
const ofEvent = new Set(["event time", "interferometers", "data", "quality", "psds"]);

const order = [...ofEvent, "likelihood", "waveform", "priors", "sampler"];

/** A draft as a blueprint: an analysis, and its event unless only the analysis is wanted; what is not drafted as comments. */
export async function writeDraft(draft: Draft, { withEvent }: { readonly withEvent: boolean }): Promise<string> {
  const { name, subject, pipeline } = draft;
  const settings = Object.fromEntries(Object.entries(draft.settings).toSorted(([one], [other]) => placeOf(one) - placeOf(other)));
  const [about, rest] = [pick(settings, (key) => ofEvent.has(key)), pick(settings, (key) => !ofEvent.has(key))];
  const event = withEvent ? `${await toYaml({ kind: "event", name: subject, ...about })}---\n` : "";
  const analysis = await toYaml({ kind: "analysis", name, pipeline, event: subject, ...(withEvent ? rest : settings) });
  return [`# Drafted from ${basename(draft.file)}, a config file of ${pipeline}.\n`, event, analysis, ...notes(draft)].join("");
}

// What has no place of its own comes last, in its order.
function placeOf(section: string): number {
  const place = order.indexOf(section);
  return place < 0 ? order.length : place;
}

function pick(settings: Settings, wanted: (key: string) => boolean): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([key]) => wanted(key)));
}

function notes({ left, problem, file }: Draft): readonly string[] {
  const unverified = problem ? [`${problem.code}: ${problem.message}`, problem.remedy ?? ""].filter(Boolean).flatMap((text) => text.split("\n")) : [];
  const lines = [
    ...(problem ? ["", `The draft could not be compared with ${basename(file)}:`, ...unverified.map((line) => `  ${line}`)] : []),
    ...(left.length > 0 ? ["", `Options of ${basename(file)} that are not drafted:`, ...left.flatMap(optionLines)] : []),
  ];
  return lines.map((line) => (line === "" ? "\n" : `# ${line}\n`));
}

function optionLines({ option, value, rendered }: OptionLeft): readonly string[] {
  const lines = `  ${option} = ${value}`.split("\n").map((line, index) => (index === 0 ? line : `    ${line}`));
  return rendered === undefined ? lines : [...lines, `    asimov writes: ${rendered.replaceAll(/\s*\n\s*/g, " ")}`];
}
