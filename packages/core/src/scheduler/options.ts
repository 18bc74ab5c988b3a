import { AsimovError, didYouMean } from "../system/index.ts";
import type { SchedulerOptions } from "./define.ts";

/** How one setting of a scheduler is read. */
export interface OptionReader<Options> {
  /** What it must be, for people: "a number of seconds above 0". */
  readonly words: string;
  /** What it means; undefined for what it can't be. */
  readonly read: (value: unknown) => Partial<Options> | undefined;
}

/** The settings of a scheduler by their names in the configuration. */
export type OptionReaders<Options> = Readonly<Record<string, OptionReader<Options>>>;

/** Where the settings stand, for errors. */
export interface OptionPlace {
  /** What goes before their names, such as `schedulers.local.`. */
  readonly prefix?: string | undefined;
  /** The files that set them, by the whole name of the setting. */
  readonly sources?: Readonly<Record<string, string>> | undefined;
}

/** `defaults` with what the configuration says instead. Throws `CONFIG_INVALID` for a setting that is none, or can't be what it is. */
export function optionsBy<Options>(
  readers: OptionReaders<Options>,
  given: SchedulerOptions,
  defaults: Options,
  { prefix = "", sources = {} }: OptionPlace = {},
): Options {
  const parts = Object.entries(given).map(([name, value]) => {
    const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
    const part = reader?.read(value);
    if (part !== undefined) return part;
    throw new AsimovError("CONFIG_INVALID", {
      message: reader
        ? `"${prefix}${name}" must be ${reader.words}, not ${JSON.stringify(value)}`
        : `"${prefix}${name}" is not a setting of the scheduler.${didYouMean(name, Object.keys(readers))}`,
      at: sources[`${prefix}${name}`],
      remedy: `Its settings: ${Object.keys(readers).join(", ")}.`,
    });
  });
  return Object.assign({}, defaults, ...parts) as Options;
}

/** A setting that is a text. */
export function textOption<Key extends string>(key: Key, words: string): OptionReader<{ readonly [Name in Key]: string }> {
  return { words, read: (value) => (typeof value === "string" && value.trim() !== "" ? asPart(key, value.trim()) : undefined) };
}

/** A setting that is a number of seconds above 0, or from `least`. */
export function secondsOption<Key extends string>(key: Key, least?: number): OptionReader<{ readonly [Name in Key]: number }> {
  const isIn = (value: number): boolean => Number.isFinite(value) && (least === undefined ? value > 0 : value >= least);
  return {
    words: least === undefined ? "a number of seconds above 0" : `a number of seconds from ${least}`,
    read: (value) => (typeof value === "number" && isIn(value) ? asPart(key, value) : undefined),
  };
}

/** A setting that is a whole number from 1. */
export function countOption<Key extends string>(key: Key, words: string): OptionReader<{ readonly [Name in Key]: number }> {
  return { words, read: (value) => (typeof value === "number" && Number.isInteger(value) && value > 0 ? asPart(key, value) : undefined) };
}

function asPart<Key extends string, Value>(key: Key, value: Value): { readonly [Name in Key]: Value } {
  return { [key]: value } as { readonly [Name in Key]: Value };
}
