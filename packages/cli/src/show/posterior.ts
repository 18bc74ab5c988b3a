import type { Evidence, Format, ParameterSummary, PosteriorSummary } from "@asimov-gw/results";

import { formatTable } from "../table.ts";

/** A posterior as lines for people: samples and evidence, then a table of medians with the distances to the bounds of the 90 % interval. */
export function formatPosterior(format: Format, { label, samples, parameters, others, evidence }: PosteriorSummary): readonly string[] {
  const facts = [`${samples} ${samples === 1 ? "sample" : "samples"}`, ...evidenceWords(evidence)];
  const rows = [["parameter", "median", "-err", "+err", ""], ...parameters.map(row)];
  return [
    `${format}${label === undefined ? "" : `, ${label}`}: ${facts.join(", ")}`,
    ...formatTable(rows, Infinity).map((line) => `  ${line}`),
    ...(others.length === 0 ? [] : [`  no real numbers: ${others.join(", ")}`]),
  ];
}

function evidenceWords({ logEvidence, error, logBayesFactor, logNoiseEvidence }: Evidence): readonly string[] {
  const words: readonly (readonly [name: string, value: number | undefined, spread?: number | undefined])[] = [
    ["ln evidence", logEvidence, error],
    ["ln Bayes factor", logBayesFactor],
    ["ln noise evidence", logNoiseEvidence],
  ];
  return words.flatMap(([name, value, spread]) =>
    value === undefined ? [] : [`${name} ${value.toFixed(2)}${spread === undefined ? "" : ` ± ${spread.toFixed(2)}`}`],
  );
}

function row({ name, median, lower, upper, missing, infinite }: ParameterSummary): readonly string[] {
  const [minus, plus] = [median - lower, upper - median];
  const write = inDigits(median, minus, plus);
  // From what is infinite there is no distance.
  const isFinite = Number.isFinite(minus) && Number.isFinite(plus);
  const isConstant = lower === upper;
  const notes = [
    ...(isConstant ? ["constant"] : isFinite || Number.isNaN(median) ? [] : [`from ${write(lower)} to ${write(upper)}`]),
    ...(missing === 0 ? [] : [`${missing} NaN`]),
    ...(infinite === 0 ? [] : [`${infinite} infinite`]),
  ];
  return [name, write(median), ...(isConstant || !isFinite ? ["", ""] : [`-${write(minus)}`, `+${write(plus)}`]), notes.join(", ")];
}

// With two digits of the smaller distance; a value without a distance as it is.
function inDigits(median: number, ...distances: readonly number[]): (value: number) => string {
  const least = Math.min(...distances.filter((distance) => distance > 0));
  if (!Number.isFinite(least) || !Number.isFinite(median)) return (value) => String(Number(value.toPrecision(13)));
  const decimals = Math.max(0, 1 - Math.floor(Math.log10(least)));
  return decimals > 9 ? (value) => value.toExponential(2) : (value) => value.toFixed(decimals);
}
