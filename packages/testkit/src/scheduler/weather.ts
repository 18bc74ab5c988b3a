import { Random } from "../random.ts";

/** How the scheduler itself behaves when it is called. */
export type Weather =
  | "clear"
  /** It can't be reached: every call throws. */
  | "unreachable"
  /** It takes a call and does not answer in time: a submission may have got through, and does. */
  | "timeout"
  /** It answers, and says of nothing what it is. */
  | "silent"
  /** It answers with nothing at all. */
  | "empty"
  /** It knows of some, and of the others not. */
  | "partial"
  /** Its answers are those of some time ago. */
  | "late"
  /** Its answers come in another order than they were asked for. */
  | "shuffled";

/** A time of other than clear weather: seconds since the beginning of the world. */
export interface Spell {
  readonly from: number;
  readonly until: number;
  readonly weather: Weather;
}

/** The weather at `seconds` since the beginning of the world. */
export type Forecast = (seconds: number) => Weather;

/** Clear but for these spells, of which the first counts. */
export function spells(list: readonly Spell[]): Forecast {
  return (seconds) => list.find(({ from, until }) => from <= seconds && seconds < until)?.weather ?? "clear";
}

/** Bad weather now and then from a seed: each hour has its own, as often as `share` says (0 to 1), and each kind as likely as the others. */
export function changeable(seed: string | number, share: number, kinds: readonly Weather[] = badWeather): Forecast {
  return (seconds) => {
    const random = new Random(seed, "weather", Math.floor(seconds / 3600));
    return random.chance(share) ? random.pick(kinds) : "clear";
  };
}

/** Every weather but the clear one. */
export const badWeather: readonly Weather[] = ["unreachable", "timeout", "silent", "empty", "partial", "late", "shuffled"];
