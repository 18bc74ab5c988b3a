/** The parameter of bilby that a name in the settings means: `spin 1` is `a_1`, `geocentric time` is `geocent_time`; otherwise blanks become `_`. */
export function parameterOf(name: string): string {
  const key = name.trim().replaceAll(/[\s-]+/g, "_");
  return Object.hasOwn(aliases, key) ? aliases[key]! : key;
}

/** Keys of `priors` that are about the priors as a whole, or that other programs read. */
export const notParameters: ReadonlySet<string> = new Set(["default", "calibration", "amp order", "amplitude order", "volume"]);

const aliases: Readonly<Record<string, string>> = { spin_1: "a_1", spin_2: "a_2", geocentric_time: "geocent_time" };
