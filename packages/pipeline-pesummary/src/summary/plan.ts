import type { PagesRecord } from "./record.ts";

/** How pages come to be what they should be. */
export type Plan =
  /** From nothing. */
  | { readonly kind: "new" }
  /** By adding these labels to those that were published. */
  | { readonly kind: "add"; readonly labels: readonly string[] }
  /** By taking these labels out of the metafile that was published, and making pages of it. */
  | { readonly kind: "remove"; readonly labels: readonly string[] };

/** The least that is to be done for pages of `wanted` where those of `published` are; without a difference somebody wants them made anew. */
export function planFor(wanted: PagesRecord, published: PagesRecord | undefined): Plan {
  if (published === undefined || !sameOptions(wanted, published)) return { kind: "new" };
  const isSame = (label: string): boolean => wanted.sources[label] === published.sources[label];
  const [now, before] = [Object.keys(wanted.sources), Object.keys(published.sources)];
  const added = now.filter((label) => !Object.hasOwn(published.sources, label));
  const removed = before.filter((label) => !Object.hasOwn(wanted.sources, label));
  const changed = now.filter((label) => Object.hasOwn(published.sources, label) && !isSame(label));
  if (changed.length > 0 || (added.length > 0 && removed.length > 0)) return { kind: "new" };
  if (added.length > 0 && before.length > 0) return { kind: "add", labels: added };
  return removed.length > 0 ? { kind: "remove", labels: removed } : { kind: "new" };
}

function sameOptions(one: PagesRecord, other: PagesRecord): boolean {
  // How many processes make them makes no difference to pages.
  const counting = ({ options }: PagesRecord): readonly (readonly [string, unknown])[] =>
    Object.entries(options).filter(([name]) => name !== "multi_process");
  const text = (record: PagesRecord): string => JSON.stringify(counting(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return text(one) === text(other);
}
