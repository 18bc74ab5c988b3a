import { type Settings, type Value } from "@asimov-gw/core/pipeline";

import { at, isMap, textsAt, unsuitable } from "../settings.ts";

/** What is added to the arguments of each likelihood job, as it stands: those of the waveform model first. Throws `SETTING_UNSUITABLE`. */
export function extraArguments(settings: Settings): string | undefined {
  const own = textsAt(settings, "sampler", "ile", "manual extra args");
  const parts = [...waveformArguments(settings), ...own.map((one) => one.trim())].filter((part) => part !== "");
  return parts.length === 0 ? undefined : parts.join(" ");
}

function waveformArguments(settings: Settings): readonly string[] {
  const gwsignal = at(settings, "waveform", "gwsignal arguments");
  if (gwsignal !== undefined) return ["--internal-waveform-extra-kwargs", quoted(gwsignal, "waveform.gwsignal arguments")];
  const lalsuite = at(settings, "waveform", "arguments");
  return lalsuite === undefined ? [] : ["--internal-waveform-extra-lalsuite-args", quoted(lalsuite, "waveform.arguments")];
}

// RIFT hands the text through two shells and a submit file: only these characters come out of it as they went in.
function quoted(value: Value, key: string): string {
  const text = typeof value === "string" ? value.trim() : literal(value, key);
  if (/^[\w\s{}:,.'[\]+-]*$/.test(text)) return `"${text}"`;
  throw unsuitable(key, `has characters that RIFT can't hand to its jobs: ${text}`, "Use names and numbers only.");
}

function literal(value: Value, key: string): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  if (typeof value === "string" && !value.includes("'")) return `'${value}'`;
  if (Array.isArray(value)) return `[${value.map((one: Value) => literal(one, key)).join(", ")}]`;
  if (isMap(value))
    return `{${Object.entries(value)
      .map(([name, one]) => `'${name}': ${literal(one, key)}`)
      .join(", ")}}`;
  throw unsuitable(key, `holds ${JSON.stringify(value)}, which has no place among the arguments of a waveform model`);
}
