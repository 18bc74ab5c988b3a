/** The name that bilby has for a parameter: `a_1` for `spin 1`, otherwise the same with `_` for blanks. */
export function nameOf(parameter: string): string {
  return Object.hasOwn(others, parameter) ? others[parameter]! : parameter.replaceAll(" ", "_");
}

const others: Readonly<Record<string, string>> = { "spin 1": "a_1", "spin 2": "a_2", "geocentric time": "geocent_time" };
