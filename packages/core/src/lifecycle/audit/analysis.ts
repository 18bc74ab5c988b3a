import type { Analysis } from "../../analysis/index.ts";
import { AsimovError, readIfExists } from "../../system/index.ts";
import type { AttemptFacts } from "../context.ts";
import { draftAttempt } from "../build.ts";
import { previewConfig, type ConfigLine } from "../preview.ts";
import { committedText, repositoryOf } from "../repository/index.ts";
import type { Session } from "../session.ts";
import { optionDifferences, settingsOf, type OptionDifference } from "./options.ts";
import { type Attempt, attemptsOf } from "../record/index.ts";

/** What an audit finds in one analysis. */
export interface AnalysisAudit {
  readonly analysis: Analysis;
  /** The newest attempt that was built; undefined before the first one. */
  readonly attempt: number | undefined;
  readonly configFile: string;
  /** Options of the committed config file that are not what the attempt's settings make: edited by hand, or made by another template. */
  readonly edited: readonly OptionDifference[];
  /** Options of the config file as it lies there that are not what was committed. */
  readonly uncommitted: readonly OptionDifference[];
  /** Options that the settings of now would make otherwise: the attempt was built with older ones. */
  readonly older: readonly OptionDifference[];
  /** The version of the plugin that made the config file, and the installed one, where they differ. */
  readonly plugin: { readonly built: string; readonly now: string } | undefined;
  /** Why some of it could not be found out. */
  readonly problems: readonly AsimovError[];
}

/** An {@link AnalysisAudit} with what the comparison with other analyses needs: the attempt that it is about, or the one that a build now would make. */
export interface Audited {
  readonly audit: AnalysisAudit;
  readonly facts: AttemptFacts | undefined;
}

/** Compares the config file of an analysis with the settings that it was made from, and with those of now; nothing is written. */
export async function auditAnalysis(session: Session, analysis: Analysis): Promise<Audited> {
  const problems: AsimovError[] = [];
  const trying = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AsimovError)) throw error;
      problems.push(error);
      return undefined;
    }
  };
  const attempt = attemptsOf(session.project.ledger, analysis).findLast(({ configCommit }) => configCommit !== undefined);
  if (!attempt) {
    const draft = await trying(() => draftAttempt(session, analysis));
    if (draft) await trying(() => previewConfig(session, analysis));
    const nothing = { edited: [], uncommitted: [], older: [], plugin: undefined };
    return { audit: { analysis, attempt: undefined, configFile: draft?.configFile ?? "", ...nothing, problems }, facts: draft };
  }
  const { configFile } = attempt;
  const rendered = await trying(() => previewConfig(session, analysis, attempt));
  const committed = await trying(() => committedOf(session, analysis, attempt));
  const now = await trying(() => previewConfig(session, analysis));
  const compare = async (before: string | undefined, after: string | undefined, lines: readonly ConfigLine[] = []) => {
    if (before === undefined || after === undefined) return [];
    const found = await trying(() => optionDifferences(session, analysis, configFile, before, after));
    return (found ?? []).map((difference) => ({ ...difference, settings: settingsOf(difference.option, lines) }));
  };
  const audit: AnalysisAudit = {
    analysis,
    attempt: attempt.number,
    configFile,
    edited: await compare(textOf(rendered), committed, rendered),
    uncommitted: await compare(committed, readIfExists(configFile), rendered),
    older: await compare(textOf(rendered), textOf(now), now),
    plugin: pluginChange(session, analysis, attempt),
    problems,
  };
  return { audit, facts: attempt };
}

function committedOf(session: Session, analysis: Analysis, { configFile, configCommit = "HEAD" }: Attempt): Promise<string> {
  return committedText(repositoryOf(session, analysis).directory, configFile, configCommit);
}

function textOf(lines: readonly ConfigLine[] | undefined): string | undefined {
  return lines?.map(({ text }) => text).join("\n");
}

function pluginChange(session: Session, analysis: Analysis, { snapshot }: Attempt): AnalysisAudit["plugin"] {
  const now = session.installed.get(analysis.pipeline);
  return now === undefined || now === snapshot.plugin.version ? undefined : { built: snapshot.plugin.version, now };
}
