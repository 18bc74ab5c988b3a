const kibibytes: Readonly<Record<string, number>> = { b: 1 / 1024, k: 1, m: 1024, g: 1024 ** 2, t: 1024 ** 3, p: 1024 ** 4 };

/** A size such as `8.0GB`, `4 GB`, `500M` or a bare number of `unit`, in whole MiB, rounded up; undefined when it is none. */
export function parseMebibytes(text: string, unit: "k" | "m"): number | undefined {
  const match = /^(\d+(?:\.\d*)?|\.\d+)\s*(?:([kmgtp])i?b?|(b))?$/i.exec(text);
  if (match === null) return undefined;
  const factor = kibibytes[(match[2] ?? match[3] ?? unit).toLowerCase()]!;
  const size = Math.ceil((Number(match[1]) * factor) / 1024);
  return Number.isSafeInteger(size) ? size : undefined;
}

/** A whole number, also written as `1.0`; undefined when it is none or below `least`. */
export function parseInteger(text: string, least: number = Number.MIN_SAFE_INTEGER): number | undefined {
  if (!/^[+-]?\d+(?:\.0*)?$/.test(text)) return undefined;
  const number = Number(text);
  return Number.isSafeInteger(number) && number >= least ? number : undefined;
}

/** A yes or no as HTCondor writes it; undefined when it is neither. */
export function parseBoolean(text: string): boolean | undefined {
  if (/^(?:true|t|yes|y|1)$/i.test(text)) return true;
  return /^(?:false|f|no|n|0)$/i.test(text) ? false : undefined;
}
