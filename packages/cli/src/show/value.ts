import type { Value } from "@asimov-gw/core/settings";

/** A value on one line, cut at 60 characters. */
export function shownValue(value: Value | undefined): string {
  if (value === undefined) return "(none)";
  const text = JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}
