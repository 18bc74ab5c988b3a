import { formatPath, isMap, valueAt, type SettingPath } from "./path.ts";
import type { Settings, Value } from "./types.ts";

/** A value that other settings imply. */
export interface Derivation {
  readonly path: SettingPath;
  readonly value: number;
  /** Paths of the settings that it was computed from. */
  readonly from: readonly SettingPath[];
}

const eventTime = ["event time"];
const segmentLength = ["data", "segment length"];
const sampleRate = ["likelihood", "sample rate"];
const postTriggerTime = ["likelihood", "post trigger time"];
const minimumFrequency = ["quality", "minimum frequency"];
const maximumFrequency = ["quality", "maximum frequency"];
const segmentStartPath = ["likelihood", "segment start"];
const lowestFrequency = ["quality", "lowest minimum frequency"];

/** What must be set for a value to be implied. */
const sources: readonly { readonly implied: SettingPath; readonly from: readonly SettingPath[] }[] = [
  { implied: maximumFrequency, from: [["interferometers"], sampleRate] },
  { implied: segmentStartPath, from: [eventTime, segmentLength] },
  { implied: lowestFrequency, from: [minimumFrequency] },
];

/** All values that `settings` imply, also of keys that are set: those are for the caller to leave out. */
export function derivations(settings: Settings): readonly Derivation[] {
  return [...maximumFrequencies(settings), ...segmentStart(settings), ...lowestMinimumFrequency(settings)];
}

/** The settings, as people write them, that imply a value at `path` or below it; empty where nothing is implied. */
export function impliedBy(path: SettingPath): readonly string[] {
  const found = sources.find(({ implied }) => implied.every((key, depth) => path[depth] === key));
  return (found?.from ?? []).map(formatPath);
}

// 7/8 of the highest frequency that the sample rate holds: above it anti-aliasing filters roll off. In whole Hz, as the reference has it.
function maximumFrequencies(settings: Settings): readonly Derivation[] {
  const rate = numberAt(settings, sampleRate);
  if (rate === undefined) return [];
  const value = Math.trunc((0.875 * rate) / 2);
  return interferometers(settings).map((detector) => ({ path: [...maximumFrequency, detector], value, from: [sampleRate] }));
}

// The reference adds 2 s whatever is set. But builders that take a post-trigger time start the segment at trigger + post-trigger time - length
// themselves, with the same 2 s where none is set: all analyses of an event are to see the same data, whoever places the segment.
function segmentStart(settings: Settings): readonly Derivation[] {
  const time = numberAt(settings, eventTime);
  const length = numberAt(settings, segmentLength);
  const set = valueAt(settings, postTriggerTime);
  const after = set === undefined ? 2 : numberAt(settings, postTriggerTime);
  if (time === undefined || length === undefined || after === undefined) return [];
  const from = [eventTime, segmentLength, ...(set === undefined ? [] : [postTriggerTime])];
  return [{ path: segmentStartPath, value: time - length + after, from }];
}

// For programs that take one frequency for all detectors.
function lowestMinimumFrequency(settings: Settings): readonly Derivation[] {
  const map = valueAt(settings, minimumFrequency);
  if (!isMap(map)) return [];
  const used = interferometers(settings);
  const frequencies = Object.entries(map).filter(([detector]) => used.length === 0 || used.includes(detector));
  const numbers = frequencies.flatMap(([, frequency]) => (typeof frequency === "number" ? [frequency] : []));
  if (numbers.length === 0 || numbers.length < frequencies.length) return [];
  return [{ path: lowestFrequency, value: Math.min(...numbers), from: [minimumFrequency] }];
}

function interferometers(settings: Settings): readonly string[] {
  const value: Value | undefined = valueAt(settings, ["interferometers"]);
  return [value].flat().flatMap((detector) => (typeof detector === "string" ? [detector] : []));
}

function numberAt(settings: Settings, path: SettingPath): number | undefined {
  const value = valueAt(settings, path);
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
