import type { Analysis } from "../../analysis/index.ts";
import { readOptions, type Options } from "../config-options.ts";
import type { ConfigLine } from "../preview.ts";
import type { Session } from "../session.ts";

/** An option of a config file with two values; a side that lacks the option is undefined. */
export interface OptionDifference {
  readonly option: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** The settings that it is made from, where its pipeline's template makes it. */
  readonly settings: readonly string[];
}

/** Where two texts of a config file differ, option by option, as the pipeline reads them; comments and the order don't count. */
export async function optionDifferences(
  session: Session,
  analysis: Analysis,
  file: string,
  before: string,
  after: string,
): Promise<readonly Omit<OptionDifference, "settings">[]> {
  if (before === after) return [];
  const read = (text: string): Promise<Options> =>
    readOptions(session.pipelineOf(analysis), text, file, session.project.config.monitor.hookTimeout, analysis.address);
  const [old, now] = [await read(before), await read(after)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return names.filter((option) => old[option] !== now[option]).map((option) => ({ option, before: old[option], after: now[option] }));
}

/** The settings that an option is made from, by the lines of the config file that was rendered: those that make no other line, if there are some. */
export function settingsOf(option: string, lines: readonly ConfigLine[]): readonly string[] {
  const line = lineOf(option, lines);
  const all = line?.from.map(({ key }) => key) ?? [];
  const others = new Set(lines.flatMap((other) => (other === line ? [] : other.from.map(({ key }) => key))));
  const own = all.filter((key) => !others.has(key));
  return own.length > 0 ? own : all;
}

// Of a name in a section only the name stands on the line; of a name in a map that is on one line, only the map's.
function lineOf(option: string, lines: readonly ConfigLine[]): ConfigLine | undefined {
  const names = lines.map((line) => ({ line, name: /^\s*(["']?)([^=:]+?)\1\s*[=:]/.exec(line.text)?.[2] }));
  for (const part of option.split(".").toReversed()) {
    const found = names.find(({ name }) => name === part);
    if (found) return found.line;
  }
  return undefined;
}
