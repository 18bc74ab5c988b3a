import { differences, formatPath, type Settings } from "../../settings/index.ts";

/** The differences between two documents in words, one for each path: `data.segment length: 4 -> 8`. Empty when they say the same. */
export function changedKeys(before: Settings, after: Settings): readonly string[] {
  return differences(before, after).flatMap(({ path, before: old, after: now }) => {
    const [was, is] = [JSON.stringify(old), JSON.stringify(now)];
    // What the ledger can't tell apart, such as the two zeros, is no difference.
    return was === is ? [] : [`${formatPath(path)}: ${was ?? "(none)"} -> ${is ?? "(none)"}`];
  });
}
