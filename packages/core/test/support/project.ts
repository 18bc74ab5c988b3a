import { apply, parseBlueprint, type ApplyOptions, type Step } from "../../src/blueprint/index.ts";
import type { Ledger } from "../../src/ledger/index.ts";
import { openLedger } from "./ledger.ts";

/** The pipelines that are installed in tests. */
export const installed: ReadonlyMap<string, string> = new Map([
  ["bilby", "1.2.0"],
  ["welch", "0.1.0"],
]);

/** Applies a blueprint file to a ledger. */
export function applyText(ledger: Ledger, text: string, options: Partial<ApplyOptions> = {}, file = "/work/blueprint.yaml"): readonly Step[] {
  return apply(ledger, parseBlueprint(text, file), { installed, ...options });
}

/** A new ledger to which these blueprint files were applied. */
export function ledgerWith(...texts: readonly string[]): Ledger {
  const ledger = openLedger();
  for (const [index, text] of texts.entries()) applyText(ledger, text, {}, `/work/blueprint-${index + 1}.yaml`);
  return ledger;
}

/** Blueprint text of an event. */
export function event(name: string, more = ""): string {
  return `---\nkind: event\nname: ${name}\n${more}`;
}

/** Blueprint text of an analysis. */
export function analysis(name: string, more = "", subject = "GW1", pipeline = "bilby"): string {
  return `---\nkind: analysis\nname: ${name}\npipeline: ${pipeline}\nevent: ${subject}\n${more}`;
}

/** Blueprint text of a project analysis. */
export function projectAnalysis(name: string, more = "", pipeline = "bilby"): string {
  return `---\nkind: projectanalysis\nname: ${name}\npipeline: ${pipeline}\n${more}`;
}
