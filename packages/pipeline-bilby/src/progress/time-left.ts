import type { SamplerLine } from "./lines.ts";

/**
 * Seconds that a nested sampler still needs, from how fast the logarithm of dlogz has fallen. The evidence that nested sampling has not
 * seen yet shrinks with the prior volume, by a constant factor in a constant number of iterations (Skilling 2006, doi:10.1214/06-BA127), once the likelihood
 * hardly rises any more; before, it shrinks more slowly, and the estimate is too large. Undefined while nothing can be said: before some lines are there
 * and after a restart, where dlogz does not fall, and where the target is reached.
 */
export function timeLeft(lines: readonly SamplerLine[]): number | undefined {
  const left = lines.at(-1)?.left;
  const points = sinceRestart(lines).flatMap(({ elapsed, left }) => (left === undefined ? [] : [{ elapsed, left }]));
  const rate = slope(points.slice(Math.floor(points.length / 2)));
  if (points.length < fewest || left === undefined || left <= 0 || rate === undefined || rate >= 0) return undefined;
  return left / -rate;
}

const fewest = 6;

// A bar counts the time of its own process; after a restart some iterations come again.
function sinceRestart(lines: readonly SamplerLine[]): readonly SamplerLine[] {
  const first = lines.findLastIndex((line, index) => {
    const previous = lines[index - 1];
    return previous !== undefined && (line.elapsed < previous.elapsed || (line.measures["iterations"] ?? 0) < (previous.measures["iterations"] ?? 0));
  });
  return lines.slice(Math.max(first, 0));
}

/** Of the straight line that fits best; undefined where no time has passed between the points. */
function slope(points: readonly { readonly elapsed: number; readonly left: number }[]): number | undefined {
  const mean = (of: (point: { readonly elapsed: number; readonly left: number }) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [t, l] = [mean(({ elapsed }) => elapsed), mean(({ left }) => left)];
  const spread = mean(({ elapsed }) => (elapsed - t) ** 2);
  return spread > 0 ? mean(({ elapsed, left }) => (elapsed - t) * (left - l)) / spread : undefined;
}
