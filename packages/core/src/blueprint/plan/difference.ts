import { differences, formatPath, type Difference, type Settings } from "../../settings/index.ts";

/** The differences between two documents, one for each path. Empty when they say the same. */
export function changesBetween(before: Settings, after: Settings): readonly Difference[] {
  // What the ledger can't tell apart, such as the two zeros, is no difference.
  return differences(before, after).filter((one) => JSON.stringify(one.before) !== JSON.stringify(one.after));
}

/** Differences in words, such as `data.segment length: 4 -> 8`: the first twenty, and how many more there are. */
export function formatChanges(changes: readonly Difference[]): readonly string[] {
  const lines = changes.slice(0, mostTold).map(({ path, before, after }) => `${formatPath(path)}: ${word(before)} -> ${word(after)}`);
  const more = changes.length - lines.length;
  return more === 0 ? lines : [...lines, `... and ${more} more ${more === 1 ? "change" : "changes"}`];
}

const mostTold = 20;
const longestValue = 100;

function word(value: Difference["before"]): string {
  const text = JSON.stringify(value) ?? "(none)";
  return text.length > longestValue ? `${text.slice(0, longestValue)}...` : text;
}
