import { AsimovError } from "../system/index.ts";

const opening = "([{";
const closing = ")]}";

/**
 * The options of a text of `key = value` lines with optional `[section]` headers, as ConfigArgParse and Python's configparser write them: `SECTION.KEY`.
 * A value with an open bracket, and one whose next line is indented, goes on over several lines. `#` and `;` start a comment line.
 * Throws `CONFIG_NOT_READABLE` for what has lines, and nothing among them that could be an option.
 */
export function parseIni(text: string): Readonly<Record<string, string>> {
  const entries = new Map<string, string>();
  let section = "";
  let key: string | undefined;
  let depth = 0;
  let hasOption = false;
  for (const line of text.split(/\r?\n/)) {
    const content = line.trim();
    const open = key !== undefined && (depth > 0 || (/^\s/.test(line) && content !== ""));
    if (open) {
      entries.set(key!, `${entries.get(key!)}\n${content}`);
      depth += balance(content);
      continue;
    }
    key = undefined;
    if (content === "" || content.startsWith("#") || content.startsWith(";")) continue;
    const header = /^\[(.+)\]$/.exec(content);
    if (header) {
      section = `${header[1]}.`;
      continue;
    }
    const [, name = content, value = ""] = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(content) ?? [];
    hasOption ||= /^[^"'(){}[\]<>]+$/.test(name);
    key = section + name;
    entries.set(key, value);
    depth = balance(value);
  }
  if (entries.size === 0 || hasOption) return Object.fromEntries(entries);
  throw new AsimovError("CONFIG_NOT_READABLE", {
    message: 'no line of it is an option, such as "name = value"',
    remedy: "Name a config file of this pipeline, or another pipeline with --pipeline.",
  });
}

function balance(text: string): number {
  return text.split("").reduce((sum, character) => sum + (opening.includes(character) ? 1 : closing.includes(character) ? -1 : 0), 0);
}
