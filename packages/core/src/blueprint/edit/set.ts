import { analysisDefinition, type Analysis } from "../../analysis/index.ts";
import type { Ledger } from "../../ledger/index.ts";
import { pathKey, valueAt, type Settings, type Source } from "../../settings/index.ts";
import { apply } from "../apply.ts";
import type { BlueprintDocument } from "../parse.ts";
import { plan, type ApplyOptions, type Step } from "../plan/index.ts";
import { assignAll, type Assignment } from "./assignment.ts";

/** How a document of the ledger is edited. */
export interface EditOptions extends Pick<ApplyOptions, "installed" | "vocabulary" | "directories"> {
  /** The command line, which stands for the place of what it sets. */
  readonly command: string;
  readonly dryRun?: boolean | undefined;
}

/** Changes settings of an analysis, with the rules of an update: what it was built with stays. Errors as {@link apply}, and `SETTING_FIXED`. */
export function setSettings(ledger: Ledger, analysis: Analysis, assignments: readonly Assignment[], options: EditOptions): readonly Step[] {
  const { content, source } = analysisDefinition(ledger, analysis.id);
  const changed = assignAll(content, assignments, ["kind", "name", "event", "status", "review"]);
  const document = { content: changed, source: withCommand(source, changed, assignments, options.command) };
  return planOrApply(ledger, document, { ...knowledge(options), edit: true }, options.dryRun);
}

/** `source` with the command as the place of what it assigned. */
export function withCommand(source: Source, content: Settings, assignments: readonly Assignment[], command: string): Source {
  const earlier = Object.entries(source.changed ?? {});
  const mine = assignments.map(({ path }) => [pathKey(path), valueAt(content, path)] as const);
  // What stood below a path is gone with the value that was there.
  const kept = earlier.filter(([key]) => !mine.some(([path]) => key === path || key.startsWith(`${path}/`)));
  const added = mine.filter(([, value]) => value !== undefined).map(([key]) => [key, command] as const);
  return { ...source, changed: Object.fromEntries([...kept, ...added]) };
}

/** What plans of edits know. */
export function knowledge({ installed, vocabulary, directories }: EditOptions): ApplyOptions {
  return { installed, vocabulary, directories };
}

/** Applies one document, or only says what that would do. */
export function planOrApply(ledger: Ledger, document: BlueprintDocument, options: ApplyOptions, dryRun = false): readonly Step[] {
  return dryRun ? plan(ledger, [document], options) : apply(ledger, [document], options);
}
