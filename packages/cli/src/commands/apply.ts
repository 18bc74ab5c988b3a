import { listSubjects } from "@asimov-gw/core/analysis";
import { apply as applyDocuments, isUrl, plan, publicUrl, readBlueprints, type BlueprintDocument, type Warning } from "@asimov-gw/core/blueprint";
import type { Ledger } from "@asimov-gw/core/ledger";
import { applicatorDocuments } from "@asimov-gw/core/lifecycle";
import { AsimovError } from "@asimov-gw/core/system";
import { setFlagsFromString } from "node:v8";

import { choose } from "../choose.ts";
import { printSteps } from "../steps.ts";
import { asWarning } from "../warnings.ts";
import { withSession } from "../with-session.ts";

/** Options of `asimov apply`. */
export interface ApplyCommandOptions {
  /** Names of files, and http(s) URLs. */
  readonly file: readonly string[];
  /** Name of an applicator. */
  readonly plugin?: string;
  /** What it is asked for. */
  readonly args: readonly string[];
  readonly event?: string;
  readonly update?: boolean;
  readonly updateUnstarted?: boolean;
  readonly take?: "blueprint" | "ledger";
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `asimov apply`: puts the documents of all files into the ledger as one transaction. */
export async function apply(directory: string, command: string, options: ApplyCommandOptions): Promise<void> {
  refuseOddUse(options);
  // Thousands of documents live until they are all in the ledger: where the space for young objects grows with them, memory nearly doubles.
  setFlagsFromString("--semi-space-growth-factor=1");
  const read = await readBlueprints(options.file, { directory });
  const warnings: Warning[] = [];
  const steps = await withSession(directory, withoutSecrets(command, options.file), async (session) => {
    const { ledger } = session.project;
    const { event, update, updateUnstarted, take, plugin, args } = options;
    const documents = plugin === undefined ? read : [...read, ...(await applicatorDocuments(session, plugin, { event, args }))];
    const eventIfNone = await eventFor(ledger, documents, options);
    const applyOptions = { event, eventIfNone, update, updateUnstarted, take, ...session.knowledge };
    warnings.push(...session.vocabulary.problems.map(asWarning));
    return options.dryRun ? plan(ledger, documents, applyOptions) : applyDocuments(ledger, documents, applyOptions);
  });
  printSteps(steps, directory, options, warnings);
}

function refuseOddUse({ file, plugin, args }: ApplyCommandOptions): void {
  const example = "Examples: asimov apply -f GW150914.yaml; asimov apply --plugin NAME ARGUMENT";
  if (file.length === 0 && plugin === undefined)
    throw new AsimovError("USAGE", { message: "what is to be applied? -f FILE or --plugin NAME is missing", remedy: example, exitCode: 2 });
  if (args.length > 0 && plugin === undefined)
    throw new AsimovError("USAGE", {
      message: `"${args[0]}" is for an applicator, and --plugin names none`,
      remedy: `A file is named with -f. ${example}`,
      exitCode: 2,
    });
}

// A person is asked before anything is planned; without one, the documents are refused.
async function eventFor(ledger: Ledger, documents: readonly BlueprintDocument[], options: ApplyCommandOptions): Promise<string | undefined> {
  const missing = documents.filter(({ content }) => isKind(content, "analysis") && content["event"] === undefined);
  if (missing.length === 0 || options.event !== undefined || options.json) return undefined;
  const applied = documents.flatMap(({ content }) => (isKind(content, "event") || isKind(content, "subject") ? [nameOf(content)] : []));
  const names = [...new Set([...listSubjects(ledger).map(({ name }) => name), ...applied])];
  if (names.length === 0) return undefined;
  return choose(`To which event do these go: ${missing.map(({ content }) => nameOf(content)).join(", ")}?`, names);
}

function isKind(content: BlueprintDocument["content"], kind: string): boolean {
  return typeof content["kind"] === "string" && content["kind"].toLowerCase() === kind;
}

function nameOf({ name }: BlueprintDocument["content"]): string {
  return typeof name === "string" ? name : JSON.stringify(name);
}

// The ledger keeps the command line for ever, and shows it to everybody who can read it.
function withoutSecrets(command: string, files: readonly string[]): string {
  return files.filter(isUrl).reduce((text, url) => text.replaceAll(url, () => publicUrl(url)), command);
}
