import { readFileSync } from "node:fs";
import { relative, resolve } from "node:path";

import { apply as applyDocuments, parseBlueprint, plan, type BlueprintDocument, type Step } from "@asimov-gw/core/blueprint";
import { AsimovError, systemCode, throwAll } from "@asimov-gw/core/system";
import { withSession } from "../with-session.ts";

/** Options of `asimov apply`. */
export interface ApplyCommandOptions {
  readonly file: readonly string[];
  readonly event?: string;
  readonly update?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

const signs: Readonly<Record<Step["action"], string>> = { add: "added", update: "updated", unchanged: "unchanged" };

/** `asimov apply`: puts the documents of all files into the ledger as one transaction. */
export async function apply(directory: string, command: string, options: ApplyCommandOptions): Promise<void> {
  const documents = readAll(options.file.map((file) => resolve(directory, file)));
  const steps = await withSession(directory, command, async (session) => {
    const { ledger } = session.project;
    const applyOptions = { event: options.event, update: options.update, installed: session.installed };
    return options.dryRun ? plan(ledger, documents, applyOptions) : applyDocuments(ledger, documents, applyOptions);
  });
  if (options.json) {
    const result = steps.map(({ action, what, document }) => ({ action, what, file: document.source.file, document: document.source.document }));
    process.stdout.write(`${JSON.stringify({ dryRun: options.dryRun === true, steps: result }, null, 2)}\n`);
    return;
  }
  for (const { action, what, document } of steps) {
    const verb = options.dryRun && action !== "unchanged" ? `would be ${signs[action]}` : signs[action];
    process.stdout.write(`${verb}  ${what}  (${relative(directory, document.source.file)})\n`);
  }
}

function readAll(files: readonly string[]): readonly BlueprintDocument[] {
  const problems: AsimovError[] = [];
  const documents = files.flatMap((file) => {
    try {
      return parseBlueprint(read(file), file);
    } catch (error) {
      if (!(error instanceof AsimovError)) throw error;
      problems.push(...("errors" in error ? (error.errors as readonly AsimovError[]) : [error]));
      return [];
    }
  });
  throwAll(problems);
  return documents;
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const reason = systemCode(cause) === "ENOENT" ? "there is no such file" : `it can't be read (${systemCode(cause) ?? String(cause)})`;
    throw new AsimovError("BLUEPRINT_NOT_READABLE", { message: reason, at: { file }, remedy: "Check the name after -f.", cause });
  }
}
