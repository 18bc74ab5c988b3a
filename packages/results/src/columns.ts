import type { ParameterSummary } from "./summary.ts";

/** The samples of one parameter as they come; what is not a real number makes it a column of something else. */
export class Column {
  #values = new Float64Array(1024);
  #length = 0;
  #isReal = true;

  get length(): number {
    return this.#length;
  }

  /** Whether all of its samples are real numbers. */
  get isReal(): boolean {
    return this.#isReal;
  }

  /** The next sample; undefined for one that is no real number. */
  push(value: number | undefined): void {
    if (this.#length === this.#values.length) {
      const longer = new Float64Array(this.#length * 2);
      longer.set(this.#values);
      this.#values = longer;
    }
    if (value === undefined) this.#isReal = false;
    this.#values[this.#length++] = value ?? NaN;
  }

  /** The median and the interval of the samples so far. */
  summary(name: string): ParameterSummary {
    return summaryOf(name, this.#values.subarray(0, this.#length));
  }
}

/** The median and the interval of samples, which are sorted in their place: NaN at the end. */
export function summaryOf(name: string, samples: Float64Array): ParameterSummary {
  samples.sort();
  let count = samples.length;
  while (count > 0 && Number.isNaN(samples[count - 1])) count--;
  const sorted = samples.subarray(0, count);
  const infinite = sorted.reduce((sum, value) => sum + Number(!Number.isFinite(value)), 0);
  return {
    name,
    median: quantile(sorted, 0.5),
    lower: quantile(sorted, 0.05),
    upper: quantile(sorted, 0.95),
    missing: samples.length - count,
    infinite,
  };
}

// Linear between the two nearest samples, as numpy's default.
function quantile(sorted: Float64Array, q: number): number {
  const position = (sorted.length - 1) * q;
  const below = Math.floor(position);
  const low = sorted[below] ?? NaN;
  const high = sorted[below + 1] ?? low;
  // Between infinity and a number there is nothing.
  if (position === below || low === high || (low === -Infinity && Number.isFinite(high))) return low;
  return low + (position - below) * (high - low);
}

/** A real number as Python's programs write it, also as a text; undefined for anything else. */
export function realNumber(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value === null) return NaN;
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return Number(text);
  const [, minus, word] = /^([+-])?(inf(?:inity)?|nan)$/i.exec(text) ?? [];
  if (word === undefined) return undefined;
  return /^nan$/i.test(word) ? NaN : minus === "-" ? -Infinity : Infinity;
}
