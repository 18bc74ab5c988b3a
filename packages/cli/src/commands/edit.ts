import { findAnalysis, type Analysis } from "@asimov-gw/core/analysis";
import { copyAnalysis, parseAssignment, parseKey, setSettings, type Step } from "@asimov-gw/core/blueprint";

import { chosen, confirmed, inAll, type SelectionOptions } from "../selection.ts";
import { printSteps } from "../steps.ts";
import { withSession } from "../with-session.ts";

/** Options of `asimov copy` and `asimov analysis set`. */
export interface EditCommandOptions {
  readonly set?: readonly string[];
  readonly unset?: readonly string[];
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `asimov copy`: a new analysis with the content of another one and some other values. */
export async function copy(directory: string, command: string, address: string, to: string, options: EditCommandOptions): Promise<void> {
  const assignments = [...assigned(options.set), ...taken(options.unset)];
  await withSession(directory, command, async (session) => {
    const { knowledge } = session;
    const { ledger } = session.project;
    const steps = copyAnalysis(ledger, findAnalysis(ledger, address), to, assignments, { ...knowledge, command, dryRun: options.dryRun });
    printSteps(steps, directory, options);
  });
}

/** `asimov analysis set`: changes settings of analyses; what their blueprints say stays known. */
export async function set(
  directory: string,
  command: string,
  words: readonly string[],
  options: EditCommandOptions & SelectionOptions,
): Promise<void> {
  // With --where all words are values, else the first is the address.
  const assignments = [...assigned(options.where ? words : words.slice(1)), ...taken(options.unset)];
  await withSession(directory, command, async (session) => {
    const { knowledge } = session;
    const { ledger } = session.project;
    const analyses = await chosen(ledger, options.where ? [] : words.slice(0, 1), options);
    const change = (analysis: Analysis, dryRun = false): readonly Step[] =>
      setSettings(ledger, analysis, assignments, { ...knowledge, command, dryRun });
    // All are looked at before the first is changed.
    const planned = inAll(analyses, (analysis) => change(analysis, true));
    if (options.dryRun) return printSteps(planned, directory, options);
    if (!(await confirmed(analyses, "set", options))) return;
    printSteps(
      ledger.change(() => analyses.flatMap((analysis) => change(analysis))),
      directory,
      options,
    );
  });
}

function assigned(texts: readonly string[] = []): ReturnType<typeof parseAssignment>[] {
  return texts.map(parseAssignment);
}

function taken(keys: readonly string[] = []): ReturnType<typeof parseAssignment>[] {
  return keys.map((key) => ({ path: parseKey(key), value: undefined }));
}
