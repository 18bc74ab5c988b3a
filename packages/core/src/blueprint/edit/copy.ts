import { analysisDefinition, runPlaceKeys, type Analysis } from "../../analysis/index.ts";
import type { Ledger } from "../../ledger/index.ts";
import { AsimovError } from "../../system/index.ts";
import type { Step } from "../plan/index.ts";
import { assignAll, type Assignment } from "./assignment.ts";
import { knowledge, planOrApply, withCommand, type EditOptions } from "./set.ts";

/**
 * Adds an analysis with the content of another one and some other values. `to` is its name, or SUBJECT/NAME.
 * Throws `ANALYSIS_EXISTS`, `SETTING_FIXED` and the errors of {@link apply}.
 */
export function copyAnalysis(
  ledger: Ledger,
  analysis: Analysis,
  to: string,
  assignments: readonly Assignment[],
  options: EditOptions,
): readonly Step[] {
  const { content, source } = analysisDefinition(ledger, analysis.id);
  // Where the other one runs there is no room for two.
  const { status: _status, review: _review, ...rest } = content;
  const copied = Object.fromEntries(Object.entries(rest).filter(([key]) => !runPlaceKeys.includes(key)));
  const target = targetOf(to);
  const event = target.subject ?? content["event"];
  const placed = { ...copied, name: target.name, ...(event === undefined ? {} : { event }) };
  const changed = assignAll(placed, assignments, ["kind", "name", "event"]);
  const places = [{ path: ["name"], value: target.name }, ...(event === content["event"] ? [] : [{ path: ["event"], value: target.subject }])];
  const origin = { ...source, copiedFrom: analysis.address };
  const document = { content: changed, source: withCommand(origin, changed, [...assignments, ...places], options.command) };
  refuseTaken(ledger, target.name, event);
  const steps = planOrApply(ledger, document, knowledge(options), options.dryRun);
  if (runPlaceKeys.every((key) => content[key] === undefined)) return steps;
  const note = `the directory that ${analysis.address} runs in is not copied; to name one: --set rundir=DIR`;
  return assignments.some(({ path: [key] }) => key === "rundir") ? steps : steps.map((step) => ({ ...step, notes: [...step.notes, note] }));
}

function targetOf(to: string): { readonly subject: string | undefined; readonly name: string } {
  if (to.startsWith("project:")) return { subject: undefined, name: to.slice("project:".length).trim() };
  const slash = to.indexOf("/");
  return slash === -1 ? { subject: undefined, name: to } : { subject: to.slice(0, slash), name: to.slice(slash + 1) };
}

function refuseTaken(ledger: Ledger, name: string, event: unknown): void {
  const subject = typeof event === "string" ? event : null;
  const row = ledger.get("SELECT 1 FROM analyses a LEFT JOIN subjects s ON s.id = a.subject_id WHERE a.name = ? AND s.name IS ?", name, subject);
  if (!row) return;
  throw new AsimovError("ANALYSIS_EXISTS", {
    message: "there is an analysis of this name already",
    at: subject === null ? `project:${name}` : `${subject}/${name}`,
    remedy: "Choose another name; asimov analysis set ADDRESS KEY=VALUE changes the one that is there.",
  });
}
