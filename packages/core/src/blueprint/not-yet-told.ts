import { formatPlace, type AsimovError } from "../system/index.ts";

/** Problems of values about which nothing is `told` yet: who looks at a value more closely says it better. */
export function notYetTold(problems: readonly AsimovError[], told: readonly AsimovError[]): readonly AsimovError[] {
  const places = new Set(told.flatMap(({ at }) => (at === undefined ? [] : [formatPlace(at)])));
  return problems.filter(({ at }) => at === undefined || !places.has(formatPlace(at)));
}
