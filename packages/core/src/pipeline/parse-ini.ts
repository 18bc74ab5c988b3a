import { AsimovError } from "../system/index.ts";

const opening = "([{";
const closing = ")]}";

/** An option as a text has it. */
interface WrittenOption {
  readonly option: string;
  readonly value: string;
  /** Of its name, from 1. */
  readonly line: number;
}

/**
 * The options of a text of `key = value` lines with optional `[section]` headers, as ConfigArgParse and Python's configparser write them: `SECTION.KEY`.
 * A value with an open bracket, and one whose next line is indented, goes on over several lines. `#` and `;` start a comment line; of an option that
 * is there several times the last one counts. Throws `CONFIG_NOT_READABLE` for what has lines, and nothing among them that could be an option.
 */
export function parseIni(text: string): Readonly<Record<string, string>> {
  const { written, hasOption } = read(text);
  if (written.length === 0 || hasOption) return Object.fromEntries(written.map(({ option, value }) => [option, value]));
  throw new AsimovError("CONFIG_NOT_READABLE", {
    message: 'no line of it is an option, such as "name = value"',
    remedy: "Name a config file of this pipeline, or another pipeline with --pipeline.",
  });
}

/** The options that such a text has several times, with different values. */
export function repeatedOptions(text: string): readonly (readonly WrittenOption[])[] {
  const groups = Map.groupBy(read(text).written, ({ option }) => option);
  return [...groups.values()].filter((group) => new Set(group.map(({ value }) => value)).size > 1);
}

function read(text: string): { readonly written: readonly WrittenOption[]; readonly hasOption: boolean } {
  const written: { option: string; value: string; line: number }[] = [];
  let section = "";
  let last: (typeof written)[number] | undefined;
  let depth = 0;
  let hasOption = false;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const content = line.trim();
    if (last && (depth > 0 || (/^\s/.test(line) && content !== ""))) {
      last.value += `\n${content}`;
      depth += balance(content);
      continue;
    }
    last = undefined;
    if (content === "" || content.startsWith("#") || content.startsWith(";")) continue;
    const header = /^\[(.+)\]$/.exec(content);
    if (header) {
      section = `${header[1]}.`;
      continue;
    }
    const [, name = content, value = ""] = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(content) ?? [];
    hasOption ||= /^[^"'(){}[\]<>]+$/.test(name);
    last = { option: section + name, value, line: index + 1 };
    written.push(last);
    depth = balance(value);
  }
  return { written, hasOption };
}

function balance(text: string): number {
  return text.split("").reduce((sum, character) => sum + (opening.includes(character) ? 1 : closing.includes(character) ? -1 : 0), 0);
}
