import { existsSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";

import { draftFromConfig, writeDraft } from "@asimov-gw/core/lifecycle/draft";
import { discoverPlugins } from "@asimov-gw/core/plugins";
import { AsimovError, makeDirectory, writingFor } from "@asimov-gw/core/system";

import { asWarning, printWarnings } from "../warnings.ts";

/** Options of `asimov blueprint from-config`. */
export interface FromConfigOptions {
  readonly pipeline: string;
  readonly output?: string;
  readonly name?: string;
  readonly event?: string;
  readonly analysisOnly?: boolean;
  readonly json?: boolean;
}

/** `asimov blueprint from-config`: drafts a blueprint from the config file of a pipeline. */
export async function fromConfig(directory: string, file: string, options: FromConfigOptions): Promise<void> {
  const discovery = discoverPlugins({ projectDirectory: directory, launcher: process.argv[1] });
  const { pipeline, name, event } = options;
  const draft = await draftFromConfig(discovery, { file: resolve(directory, file), pipeline, name, event, directory: resolve(directory) });
  const text = await writeDraft(draft, { withEvent: options.analysisOnly !== true });
  if (options.output !== undefined) write(resolve(directory, options.output), text);
  if (options.json) {
    const { settings, left, problem } = draft;
    process.stdout.write(`${JSON.stringify({ blueprint: text, settings, left, problem: problem?.toJSON() }, null, 2)}\n`);
  } else if (options.output === undefined) process.stdout.write(text);
  if (draft.problem) printWarnings([asWarning(draft.problem)]);
  const count = draft.left.length;
  const notDrafted = `${count === 0 ? "every option is" : count === 1 ? "1 option is not" : `${count} options are not`} drafted`;
  const verdict = draft.problem ? `not compared with the file: ${draft.problem.code}` : "rendered and compared with the file";
  process.stderr.write(`${notDrafted}; ${verdict}\n`);
}

function write(file: string, text: string): void {
  if (existsSync(file)) {
    throw new AsimovError("OUTPUT_EXISTS", {
      message: "the file is there already, and nothing is overwritten",
      at: { file },
      remedy: "Name another file after -o, or remove this one.",
    });
  }
  writingFor(file, () => {
    makeDirectory(dirname(file));
    writeFileSync(file, text, { flag: "wx" });
  });
}
