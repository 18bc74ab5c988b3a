import { relative, resolve } from "node:path";

import { readableAssets } from "@asimov-gw/core/lifecycle/results";
import { AsimovError, didYouMean, throwAll } from "@asimov-gw/core/system";
import { plainText, summarise, type PosteriorSummary, type ResultSummary } from "@asimov-gw/results";

import { oneAnalysis, selectionMissing } from "../selection.ts";
import { formatPosterior } from "../show/posterior.ts";
import { withProject } from "../with-project.ts";

/** Options of `asimov results`. */
export interface ResultsOptions {
  readonly parameter?: readonly string[];
  readonly asset?: readonly string[];
  readonly attempt?: number;
  readonly file?: string;
  readonly json?: boolean;
}

interface Source {
  readonly file: string;
  /** Of which analysis and asset it is, unless a file was named. */
  readonly of?: { readonly analysis: string; readonly attempt: number; readonly asset: string; readonly key: string };
}

type Read = Source & { readonly summary: ResultSummary };

/** `asimov results`: what is in the result files of an analysis, or in any result file. */
export async function results(
  directory: string,
  command: string,
  subject: string | undefined,
  name: string | undefined,
  options: ResultsOptions,
): Promise<void> {
  const problems: AsimovError[] = [];
  const read: Read[] = [];
  for (const source of await sources(directory, command, subject, name, options)) {
    try {
      read.push({ ...source, summary: await summarise(source.file) });
    } catch (error) {
      if (!(error instanceof AsimovError)) throw error;
      problems.push(error);
    }
  }
  if (options.json) throwAll(problems);
  const found = options.parameter === undefined ? read : chosen(read, options.parameter);
  if (options.json)
    process.stdout.write(
      `${plainText(
        found.map(({ of, summary }) => ({ ...of, ...summary })),
        2,
      )}\n`,
    );
  else process.stdout.write(found.map((one) => text(directory, one)).join("\n"));
  // What can be read is shown all the same.
  throwAll(problems);
}

async function sources(
  directory: string,
  command: string,
  subject: string | undefined,
  name: string | undefined,
  { file, asset, attempt }: ResultsOptions,
): Promise<readonly Source[]> {
  if (file !== undefined) {
    if (subject !== undefined)
      throw selectionMissing("asimov results SUBJECT/ANALYSIS, or asimov results --file FILE", "an analysis and --file are both given");
    return [{ file: resolve(directory, file) }];
  }
  return withProject(directory, command, async (project) => {
    const analysis = oneAnalysis(project.ledger, subject, name, theOne);
    // Products of postprocessing have the name of their entry before their own.
    const wanted = (one: string): boolean => (asset === undefined ? /^(?:.+\.)?samples$/.test(one) : asset.includes(one));
    const files = await readableAssets(project, analysis, wanted, { attempt });
    return files.map((one) => ({ file: one.path, of: { analysis: one.address, attempt: one.attempt, asset: one.name, key: one.key } }));
  });
}

const theOne = { command: "asimov results", things: "results", option: "--file FILE" };

// Those of these names; a file that has only some of them shows those.
function chosen(read: readonly Read[], names: readonly string[]): readonly Read[] {
  const posteriors = read.flatMap(({ summary }) => summary.posteriors);
  const known = new Set(posteriors.flatMap(({ parameters }) => parameters.map(({ name }) => name)));
  if (known.size > 0) throwAll(names.filter((name) => !known.has(name)).map((name) => unknown(read, name, [...known])));
  return read.map(({ summary, ...source }) => ({
    ...source,
    summary: { ...summary, posteriors: summary.posteriors.map((one) => only(one, names)) },
  }));
}

function only(posterior: PosteriorSummary, names: readonly string[]): PosteriorSummary {
  return { ...posterior, parameters: names.flatMap((name) => posterior.parameters.find((one) => one.name === name) ?? []), others: [] };
}

function unknown(read: readonly Read[], name: string, known: readonly string[]): AsimovError {
  const [first, ...more] = read;
  return new AsimovError("RESULT_PARAMETER_UNKNOWN", {
    message: `${more.length > 0 ? "none of the files has a" : "the file has no"} parameter "${name}".${didYouMean(name, known)}`,
    at: more.length > 0 ? first?.of?.analysis : first && { file: first.file },
    remedy: "Without --parameter all that there are are shown.",
    exitCode: 2,
  });
}

function text(directory: string, { file, of, summary }: Read): string {
  const shown = relative(directory, file);
  const place = shown.startsWith("..") ? file : shown;
  const title = of === undefined ? place : `${of.analysis}  ${of.asset}${of.key}  ${place}`;
  return `${[title, ...summary.posteriors.flatMap((posterior) => formatPosterior(summary.format, posterior))].join("\n")}\n`;
}
