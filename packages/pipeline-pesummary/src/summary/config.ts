import { readFile } from "node:fs/promises";

import { AsimovError } from "@asimov-gw/core/pipeline";

import type { Options, OptionValue } from "../options/index.ts";
import { isMap } from "../settings.ts";
import type { Envelope, Source } from "../sources/index.ts";
import type { Summary } from "./summary.ts";

/** What a config file of this pipeline asks for. Throws `CONFIG_NOT_READABLE`. */
export async function readSummary(file: string): Promise<Summary> {
  const { parse } = await import("yaml");
  const text = await readFile(file, "utf8");
  const wrong = (what: string, cause?: unknown): AsimovError =>
    new AsimovError("CONFIG_NOT_READABLE", {
      message: what,
      at: { file },
      remedy: "Correct the file, or build it anew.",
      ...(cause !== undefined && { cause }),
    });
  let content: unknown;
  try {
    content = parse(text);
  } catch (cause) {
    throw wrong(`it is no YAML: ${cause instanceof Error ? cause.message.split("\n")[0]! : String(cause)}`, cause);
  }
  const expect = (holds: boolean, where: string, what: string): void => {
    if (!holds) throw wrong(`"${where}" is not ${what}`);
  };
  const top = isMap(content) ? content : {};
  expect(isMap(top["options"] ?? {}), "options", "a map");
  expect(isMap(top["sources"]) && Object.keys(top["sources"]).length > 0, "sources", "a map from labels to what they stand for");
  const options = Object.entries((top["options"] ?? {}) as Readonly<Record<string, unknown>>).filter(
    ([, value]) => value !== false && value !== null,
  );
  for (const [name, value] of options) expect(isOptionValue(value), `options.${name}`, "true, text, a number, or a list of them");
  const sources = Object.entries(top["sources"] as Readonly<Record<string, unknown>>).map(([label, value]) => {
    expect(/^\w+$/.test(label), `sources.${label}`, "called by letters, digits and underscores alone");
    expect(isMap(value), `sources.${label}`, "a map");
    return sourceIn(label, value as Readonly<Record<string, unknown>>, (holds, key, what) => expect(holds, `sources.${label}.${key}`, what));
  });
  return { options: Object.fromEntries(options) as Options, sources };
}

type Expect = (holds: boolean, key: string, what: string) => void;

function sourceIn(label: string, given: Readonly<Record<string, unknown>>, expect: Expect): Source {
  const get = <T>(key: string, is: (value: unknown) => value is T, what: string): T | undefined => {
    const value = given[key] ?? undefined;
    expect(value === undefined || is(value), key, what);
    return value as T | undefined;
  };
  const samples = get("samples", isText, "a path");
  expect(samples !== undefined, "samples", "there");
  const known = ["samples", "config", "approximant", "f_low", "f_ref", "psds", "calibration"];
  for (const key of Object.keys(given)) expect(known.includes(key), key, `one of ${known.join(", ")}`);
  return {
    label,
    samples: samples!,
    config: get("config", isText, "a path"),
    approximant: get("approximant", isText, "text"),
    lowestFrequency: get("f_low", isNumber, "a number"),
    referenceFrequency: get("f_ref", isNumber, "a number"),
    psds: get("psds", (value) => isMapOf(value, isText), "a map from detectors to paths") ?? {},
    calibration: get("calibration", (value) => isMapOf(value, isEnvelope), "a map from detectors to {file, definition: data or template}") ?? {},
  };
}

function isOptionValue(value: unknown): value is OptionValue {
  const isOne = (one: unknown): boolean => isText(one) || isNumber(one);
  return value === true || isOne(value) || (Array.isArray(value) && value.length > 0 && value.every(isOne));
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function isMapOf<T>(value: unknown, is: (one: unknown) => one is T): value is Readonly<Record<string, T>> {
  return isMap(value) && Object.values(value).every((one) => is(one));
}

function isEnvelope(value: unknown): value is Envelope {
  return isMap(value) && isText(value["file"]) && (value["definition"] === "data" || value["definition"] === "template");
}
