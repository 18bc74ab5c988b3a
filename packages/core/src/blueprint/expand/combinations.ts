import { isDeepStrictEqual } from "node:util";

import { formatPath, placeIn, type Source, type Value } from "../../settings/index.ts";
import { AsimovError, didYouMean } from "../../system/index.ts";
import { flatMapAll } from "../collect.ts";
import { strategyError } from "./errors.ts";
import { largestLimit, type Assignment, type Combination, type Strategy } from "./grammar.ts";

/**
 * The combinations of a strategy: the product of its factors, the first one varying slowest, without those that are excluded, then those that are
 * included. Throws `BLUEPRINT_STRATEGY` or `BLUEPRINT_STRATEGY_LIMIT`; the limit counts what is excluded too.
 */
export function combinations(strategy: Strategy, source: Source): readonly Combination[] {
  const { factors, include, exclude } = strategy;
  checkLimit(strategy, source);
  const all = factors.length === 0 ? [] : product(factors);
  flatMapAll(exclude, (partial) => refuseIdle(partial, all, source));
  const result = [...all.filter((combination) => !exclude.some((partial) => holds(combination, partial))), ...include];
  if (result.length > 0) return result;
  throw strategyError(source, ["strategy", "exclude"], `all ${all.length} combinations are excluded`, "Exclude fewer of them.");
}

/** A combination as people read it: `{waveform.approximant: A, sampler.seed: 1}`. */
export function formatCombination(combination: Combination): string {
  const parts = combination.map(({ path, value }) => `${formatPath(path)}: ${isPlain(value) ? value : JSON.stringify(value)}`);
  return `{${parts.join(", ")}}`;
}

// Other texts keep their quotes: "1" is not 1.
function isPlain(value: Value): value is string {
  return typeof value === "string" && /^[a-z][\w .-]*$/i.test(value) && !/^(true|false|null)$/.test(value);
}

function product(factors: Strategy["factors"]): readonly Combination[] {
  return factors.reduce<readonly Combination[]>((slower, factor) => slower.flatMap((one) => factor.map((other) => [...one, ...other])), [[]]);
}

// Counted before anything is multiplied: ten lists of ten are ten thousand million.
function checkLimit({ factors, include, limit }: Strategy, source: Source): void {
  const sizes = factors.map(({ length }) => length);
  const count = (sizes.length === 0 ? 0 : sizes.reduce((all, size) => all * size, 1)) + include.length;
  if (count <= limit) return;
  const terms = [...(sizes.length > 0 ? [sizes.join(" x ")] : []), ...(include.length > 0 ? [String(include.length)] : [])];
  const allow = count <= largestLimit ? `, or allow more with "limit: ${count}" in the strategy` : "";
  throw new AsimovError("BLUEPRINT_STRATEGY_LIMIT", {
    message: `the strategy makes ${terms.join(" + ")} = ${count} combinations, at most ${limit} are allowed`,
    at: placeIn(source, ["strategy"]),
    remedy: `Vary less, let paths vary together with "zip"${allow}.`,
  });
}

function holds(combination: Combination, partial: Combination): boolean {
  return partial.every((wanted) => combination.some((one) => samePath(one, wanted) && isDeepStrictEqual(one.value, wanted.value)));
}

function samePath(one: Assignment, other: Assignment): boolean {
  return formatPath(one.path) === formatPath(other.path);
}

// What excludes nothing is a slip of the pen, and would be an analysis too many.
function refuseIdle(partial: Combination, all: readonly Combination[], source: Source): readonly never[] {
  const varied = all[0] ?? [];
  const unknown = partial.find((wanted) => !varied.some((one) => samePath(one, wanted)));
  if (unknown) {
    const path = formatPath(unknown.path);
    const paths = varied.map((one) => formatPath(one.path));
    const message = `"exclude" names "${path}", which the strategy does not vary.${didYouMean(path, paths)}`;
    throw strategyError(source, unknown.from, message, `It varies: ${paths.join(", ") || "nothing but what it includes"}.`);
  }
  if (all.some((combination) => holds(combination, partial))) return [];
  const from = (partial[0]?.from ?? ["strategy"]).slice(0, 3);
  throw strategyError(source, from, `no combination has ${formatCombination(partial)}, so nothing is excluded`, "Write the values as in the lists.");
}
