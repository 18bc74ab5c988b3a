/** A text as a ClassAd expression writes it. */
export function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

// Linux takes no longer argument than 128 KiB (execve(2), MAX_ARG_STRLEN).
const longest = 100_000;

/**
 * Jobs that carry one of `tokens`, or whose cluster is one of `clusters`, as one constraint: one question for all. Where naming each would be too
 * long, all jobs that carry any token.
 */
export function ofSubmissions(tokens: readonly string[], clusters: readonly number[]): string {
  const ids = clusters.map((cluster) => `ClusterId == ${cluster}`);
  const named = [...tokens.map((token) => `AsimovToken == ${quoted(token)}`), ...ids].join(" || ");
  // A person may have adopted a job that carries none.
  return named.length <= longest ? named : ["AsimovToken =!= undefined", ...ids].join(" || ");
}
