import { findAnalysis } from "@asimov-gw/core/analysis";
import { copyAnalysis, parseAssignment, parseKey, setSettings } from "@asimov-gw/core/blueprint";

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
    const { installed, vocabulary } = session;
    const { ledger } = session.project;
    const steps = copyAnalysis(ledger, findAnalysis(ledger, address), to, assignments, { installed, vocabulary, command, dryRun: options.dryRun });
    printSteps(steps, directory, options);
  });
}

/** `asimov analysis set`: changes settings of an analysis; what its blueprint says stays known. */
export async function set(
  directory: string,
  command: string,
  address: string,
  values: readonly string[],
  options: EditCommandOptions,
): Promise<void> {
  const assignments = [...assigned(values), ...taken(options.unset)];
  await withSession(directory, command, async (session) => {
    const { installed, vocabulary } = session;
    const { ledger } = session.project;
    const steps = setSettings(ledger, findAnalysis(ledger, address), assignments, { installed, vocabulary, command, dryRun: options.dryRun });
    printSteps(steps, directory, options);
  });
}

function assigned(texts: readonly string[] = []): ReturnType<typeof parseAssignment>[] {
  return texts.map(parseAssignment);
}

function taken(keys: readonly string[] = []): ReturnType<typeof parseAssignment>[] {
  return keys.map((key) => ({ path: parseKey(key), value: undefined }));
}
