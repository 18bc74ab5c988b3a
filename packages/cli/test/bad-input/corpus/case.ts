/** A malformed or hostile blueprint, by what is wrong with it. */
export interface Case {
  readonly name: string;
  readonly bytes: string | Uint8Array;
  /** Whether the design accepts it all the same. */
  readonly accepted?: true;
}

/** An analysis with these lines, which go to the event that the test's project has. */
export function analysis(...lines: readonly string[]): string {
  return document("analysis", "name: hostile", "event: EV1", "pipeline: toy", ...lines);
}

/** An event with these lines. */
export function event(...lines: readonly string[]): string {
  return document("event", "name: HOSTILE", ...lines);
}

/** A document of this kind. */
export function document(kind: string, ...lines: readonly string[]): string {
  return [`kind: ${kind}`, ...lines, ""].join("\n");
}
