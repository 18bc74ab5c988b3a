import { AsimovError, type Place } from "../../system/index.ts";
import { ofNodes } from "../../workflow/index.ts";

/** What a site would find of a workflow. */
export interface Finding {
  /** An error is refused before anything is submitted; a warning is told. */
  readonly level: "error" | "warning";
  /** `SITE_COMMAND_MISSING`, `SITE_VALUE_REFUSED`, `SITE_UNIT_MISSING` or `SITE_NOT_CHECKED`, with file, line and column. */
  readonly error: AsimovError;
}

/** One thing that is found of some nodes. */
export interface Found {
  readonly level: Finding["level"];
  readonly code: string;
  readonly message: string;
  readonly at: Place;
  readonly remedy?: string | undefined;
  readonly nodes: readonly string[];
}

/** All that was found, errors first, else in the order in which it was found; what was found of several nodes is one finding, which counts them. */
export function merged(found: readonly Found[]): readonly Finding[] {
  const groups = Map.groupBy(found, ({ level, code, message, at }) => JSON.stringify([level, code, message, at]));
  const findings = [...groups.values()].map((group): Finding => {
    const { level, code, message, at, remedy } = group[0]!;
    const nodes = new Set(group.flatMap((one) => one.nodes));
    return { level, error: new AsimovError(code, { message: message + ofNodes(nodes), at, remedy }) };
  });
  return findings.toSorted((a, b) => Number(a.level === "warning") - Number(b.level === "warning"));
}
