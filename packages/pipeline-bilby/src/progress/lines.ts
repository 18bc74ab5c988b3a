/** What a sampler printed of itself at one moment. */
export interface SamplerLine {
  /** Seconds of sampling; where a bar was printed, of this process only. */
  readonly elapsed: number;
  readonly measures: Readonly<Record<string, number>>;
  /** How far it is from its end: the natural logarithm of dlogz over its target. */
  readonly left?: number;
  readonly message: string;
}

/** All lines about its progress in what a sampler printed, one below the other or over and over on the same line. */
export function samplerLines(text: string): readonly SamplerLine[] {
  return text.split(/[\r\n]/).flatMap((line) => ofDynesty(line) ?? ofBilbyMcmc(line) ?? []);
}

/** `1054it [0:00:24 bound:14 nc: 27 ncall:1.3e+04 eff:8.0% logz-ratio=212.96+/-0.24 dlogz:48.4>1]`, or as a bar. */
function ofDynesty(line: string): SamplerLine | undefined {
  const [, iterations, elapsed = "", said = ""] = /^\s*(\d+)it \[((?:\d+ days?, )?[\d:]+)[ ,<](.*)$/.exec(line) ?? [];
  const [, dlogz, target] = /dlogz:(\S+?)>(\S+?)\]?$/.exec(said.trim()) ?? [];
  if (iterations === undefined || dlogz === undefined || target === undefined) return undefined;
  const numbers = {
    iterations: Number(iterations),
    ncall: Number(/ncall:(\S+)/.exec(said)?.[1]),
    dlogz: Number(dlogz),
    // As a fraction: dynesty prints per cent.
    efficiency: Number((Number(/eff:\s*(\S+?)%/.exec(said)?.[1]) / 100).toPrecision(6)),
  };
  return {
    elapsed: seconds(elapsed),
    measures: finite(numbers),
    ...(numbers.dlogz > 0 && Number.isFinite(numbers.dlogz) && { left: Math.log(numbers.dlogz / Number(target)) }),
    message: `${iterations} iterations, dlogz ${dlogz}, ends at ${target}`,
  };
}

/**
 * `1.39e+03|0:01:51|9.97e+02(AD)|t=5|n=0|a=0.22|e=0.0e+00%|6.04ms/ev|maxl=273.21|ETF=0:00:01`. Its own estimate of the time left (ETF) leaves out the
 * burn-in, and said one second for minutes.
 */
function ofBilbyMcmc(line: string): SamplerLine | undefined {
  const [, steps, elapsed = "", samples] = /^(\d\.\d+e[+-]\d+)\|((?:\d+ days?, )?[\d:]+)\|.*\|n=(\d+)\|.*\|ETF=/.exec(line.trim()) ?? [];
  if (steps === undefined || samples === undefined) return undefined;
  const numbers = { steps: Number(steps), samples: Number(samples), "acceptance ratio": Number(/\|a=([\d.]+)/.exec(line)?.[1]) };
  return { elapsed: seconds(elapsed), measures: finite(numbers), message: `${numbers.steps} steps, ${numbers.samples} samples` };
}

function finite(numbers: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(numbers).filter(([, number]) => Number.isFinite(number)));
}

/** Seconds in `1 day, 2:03:04`, `2:03:04` or `03:04`. */
function seconds(text: string): number {
  const [, days = "0", clock = ""] = /^(?:(\d+) days?, )?([\d:]+)$/.exec(text) ?? [];
  if (clock === "") return Number.NaN;
  return clock.split(":").reduce((sum, part) => 60 * sum + Number(part), 0) + 86_400 * Number(days);
}
