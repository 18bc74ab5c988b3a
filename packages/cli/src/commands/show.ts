import { findTarget, type Analysis } from "@asimov-gw/core/analysis";
import { attemptsOf, effectiveNow, effectiveOf, layersNow, type Attempt, type Effective } from "@asimov-gw/core/lifecycle/record";
import { lookBack, type Ledger } from "@asimov-gw/core/ledger";
import { discoverPlugins, vocabularyOf, type Discovery } from "@asimov-gw/core/plugins";
import { findProject, openLedger } from "@asimov-gw/core/project";
import { AsimovError, typed } from "@asimov-gw/core/system";

import { warnOfMissingPipelines } from "../missing-pipelines.ts";
import { printText } from "../print.ts";
import { settingsJson, settingsText } from "../show/settings.ts";

/** Options of `asimov show`. */
export interface ShowOptions {
  readonly where?: string;
  readonly attempt?: number;
  readonly now?: boolean;
  /** ISO 8601, UTC. */
  readonly at?: string;
  readonly config?: boolean;
  readonly plain?: boolean;
  readonly json?: boolean;
}

/** `asimov show`: a subject, or the settings of an analysis, where they come from, and the config file that they make. */
export async function show(directory: string, command: string, name: string, second: string | undefined, options: ShowOptions): Promise<void> {
  try {
    printText(await (options.config ? previewText : textOfLedger)(directory, command, name, second, options));
  } catch (error) {
    throw options.at !== undefined && error instanceof AsimovError && error.code.endsWith("_UNKNOWN") ? notThen(error, options.at) : error;
  }
}

async function previewText(directory: string, command: string, name: string, second: string | undefined, options: ShowOptions): Promise<string> {
  const [{ withSession }, { configText }] = await Promise.all([import("../with-session.ts"), import("../show/config.ts")]);
  return withSession(directory, command, async (session) => {
    const { ledger } = session.project;
    if (options.at !== undefined) lookBack(ledger, options.at);
    const analysis = requireAnalysis(ledger, name, second, "--config");
    return configText(session, analysis, chosenAttempt(ledger, analysis, options), options, directory);
  });
}

async function textOfLedger(directory: string, command: string, name: string, second: string | undefined, options: ShowOptions): Promise<string> {
  const ledger = openLedger(directory, { command });
  try {
    if (options.at !== undefined) lookBack(ledger, options.at);
    return await textOf(ledger, name, second, options, directory);
  } finally {
    ledger.close();
  }
}

async function textOf(ledger: Ledger, name: string, second: string | undefined, options: ShowOptions, directory: string): Promise<string> {
  const { subject, analysis } = findTarget(ledger, name, second);
  if (analysis) warnOfMissingPipelines(ledger, [analysis], analysis.address);
  if (options.where !== undefined) return whereText(ledger, requireAnalysis(ledger, name, second, "--where KEY"), options.where, options, directory);
  if (!analysis) {
    if (options.attempt !== undefined) requireAnalysis(ledger, name, second, "--attempt N");
    const { subjectJson, subjectText } = await import("../show/subject.ts");
    return options.json ? json(subjectJson(ledger, subject)) : subjectText(ledger, subject, { directory, at: options.at });
  }
  const attempt = chosenAttempt(ledger, analysis, options);
  const now = (): Effective => effectiveNow(ledger, analysis, pluginsOf(directory));
  const shown = attempt ? effectiveOf(attempt) : now();
  if (options.json) return json(settingsJson(ledger, analysis, shown, now));
  return settingsText(ledger, analysis, shown, attempt, now, { directory, at: options.at });
}

async function whereText(ledger: Ledger, analysis: Analysis, key: string, options: ShowOptions, directory: string): Promise<string> {
  const { formerKey, notesOn, sayingsNow, sayingsOf, whereJson, whereLines } = await import("../show/where.ts");
  const attempt = chosenAttempt(ledger, analysis, options);
  const built = options.attempt === undefined ? undefined : attempt;
  const layers = built ? [] : layersNow(ledger, analysis, pluginsOf(directory));
  const former = ledger.formerNames.of(analysis.pipeline);
  const described = (): Iterable<string> => vocabularyOf(pluginsOf(directory)).entries.keys();
  const sayings = built ? sayingsOf(built, analysis, key, former, described) : sayingsNow(layers, analysis, key, described);
  if (options.json) return json(whereJson(sayings));
  const notes = [...formerKey(key, former), ...(built ? [] : notesOn(layers, attempt, sayings))];
  return [...whereLines(sayings, directory), ...notes.map((line) => `# ${line}`)].map((line) => `${line}\n`).join("");
}

// Their manifests hold the defaults of pipelines; nothing of them is run.
function pluginsOf(directory: string): Discovery {
  return discoverPlugins({ projectDirectory: findProject(directory), launcher: process.argv[1] });
}

function requireAnalysis(ledger: Ledger, name: string, second: string | undefined, option: string): Analysis {
  const { analysis, subject } = findTarget(ledger, name, second);
  if (analysis) return analysis;
  throw new AsimovError("SHOW_NEEDS_ANALYSIS", {
    message: `${option} is about one analysis, and ${subject.name} is an event`,
    remedy: `Name the analysis too: asimov show ${typed(subject.name)} ANALYSIS ${option}`,
    exitCode: 2,
  });
}

// What was asked for, else the newest that was built; none where the ledger of now is wanted.
function chosenAttempt(ledger: Ledger, analysis: Analysis, { attempt, now, at }: ShowOptions): Attempt | undefined {
  if (now || at !== undefined) return undefined;
  const attempts = attemptsOf(ledger, analysis);
  if (attempt === undefined) return attempts.findLast(({ configCommit }) => configCommit !== undefined);
  const found = attempts.find(({ number }) => number === attempt);
  if (found) return found;
  throw new AsimovError("ATTEMPT_UNKNOWN", {
    message: `there is no attempt ${attempt}: ${attempts.length === 0 ? "none was made yet" : `its attempts are ${attempts.map(({ number }) => number).join(", ")}`}`,
    at: analysis.address,
    remedy: `asimov show ${typed(analysis.address)} --now prints what a build now would take.`,
  });
}

// It may well be known now.
function notThen({ code, message, at }: AsimovError, then: string): AsimovError {
  return new AsimovError(code, { message: `${message} This was asked of the ledger of ${then}.`, at, remedy: "asimov log tells what came when." });
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
