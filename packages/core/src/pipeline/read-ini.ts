import { readFile } from "node:fs/promises";

const opening = "([{";
const closing = ")]}";

/**
 * Reads a file of `key = value` lines with optional `[section]` headers, as ConfigArgParse and Python's configparser write them.
 * A value with an open bracket, and one whose next line is indented, goes on over several lines. `#` and `;` start a comment line.
 */
export async function readIni(path: string): Promise<Readonly<Record<string, string>>> {
  const entries = new Map<string, string>();
  let section = "";
  let key: string | undefined;
  let depth = 0;
  for (const line of (await readFile(path, "utf8")).split(/\r?\n/)) {
    const text = line.trim();
    const open = key !== undefined && (depth > 0 || (/^\s/.test(line) && text !== ""));
    if (open) {
      entries.set(key!, `${entries.get(key!)}\n${text}`);
      depth += balance(text);
      continue;
    }
    key = undefined;
    if (text === "" || text.startsWith("#") || text.startsWith(";")) continue;
    const header = /^\[(.+)\]$/.exec(text);
    if (header) {
      section = `${header[1]}.`;
      continue;
    }
    const [, name = text, value = ""] = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(text) ?? [];
    key = section + name;
    entries.set(key, value);
    depth = balance(value);
  }
  return Object.fromEntries(entries);
}

function balance(text: string): number {
  return text.split("").reduce((sum, character) => sum + (opening.includes(character) ? 1 : closing.includes(character) ? -1 : 0), 0);
}
