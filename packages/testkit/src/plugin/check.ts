import type { Trial } from "./trial.ts";

/** One thing that a pipeline and its package must do. */
export interface PipelineCheck {
  /** Short and lasting: `completion/half-written`. */
  readonly id: string;
  /** What must hold. */
  readonly name: string;
  /** What users suffer where it does not, or why core relies on it. */
  readonly reason: string;
  /** Throws where it does not hold, and {@link NotApplicable} where there is nothing to check. */
  readonly check: (trial: Trial) => Promise<void>;
}

/** Says why there is nothing to check. */
export class NotApplicable extends Error {
  override readonly name = "NotApplicable";
}

/** A check of the group `group`. */
export function checksOf(
  group: string,
  checks: Readonly<Record<string, readonly [name: string, reason: string, check: PipelineCheck["check"]]>>,
): readonly PipelineCheck[] {
  return Object.entries(checks).map(([id, [name, reason, check]]) => ({ id: `${group}/${id}`, name, reason, check }));
}
