import { nearest } from "../system/index.ts";

/** A sentence "Did you mean ...?" with a leading blank, of the key whose parts all are nearly those of `key`; nothing where `key` itself is among them. */
export function meantKey(key: string, keys: Iterable<string>): string {
  const parts = key.split(".");
  const all = [...keys];
  if (all.includes(key)) return "";
  const similar = all.filter((other) => {
    const others = other.split(".");
    return others.length === parts.length && parts.every((part, index) => nearest(part, [others[index]!]) !== undefined);
  });
  const found = nearest(key, similar);
  return found === undefined ? "" : ` Did you mean "${found}"?`;
}
