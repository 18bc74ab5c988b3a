import type { Unit } from "./parameters.ts";

/** Whether `text` is a way to write `unit`, also as LaTeX. */
export function means(text: string, unit: Unit): boolean {
  const letters = text.replaceAll(/\\(?:mathrm|rm|text|mathit)\b|[^A-Za-z]/g, "").toLowerCase();
  return ways[unit].has(letters);
}

const second = ["s", "sec", "second", "seconds"] as const;

const ways: Readonly<Record<Unit, ReadonlySet<string>>> = {
  "solar masses": new Set(["msun", "msol", "modot", "msolar", "solarmass", "solarmasses"]),
  Mpc: new Set(["mpc", "megaparsec", "megaparsecs"]),
  rad: new Set(["rad", "radian", "radians"]),
  s: new Set(second),
  "GPS s": new Set([...second, "gpss", "gps", "gpsseconds"]),
};
