import { mkdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";

import { AsimovError } from "@asimov-gw/core/pipeline";
import { writeAtomic } from "@asimov-gw/core/system";

import { isMap } from "../settings.ts";
import type { Source } from "../sources/index.ts";

/**
 * The sources with copies of their config files, in a directory of the run, that PESummary can read: what Python's configparser refuses, such as a value
 * over several lines, would end it. Throws `CONFIG_NOT_READABLE`.
 */
export async function withReadableConfigs(sources: readonly Source[], directory: string): Promise<readonly Source[]> {
  const copied: Source[] = [];
  for (const source of sources) {
    if (source.config === undefined) {
      copied.push(source);
      continue;
    }
    const config = join(directory, "configs", `${source.label}.ini`);
    mkdirSync(join(directory, "configs"), { recursive: true });
    writeAtomic(config, await readableConfig(readFileSync(source.config, "utf8"), source.config));
    copied.push({ ...source, config });
  }
  return copied;
}

/** The text of a config file, called `file`, as configparser reads it: what it says stays. JSON and YAML become a line for each value. Throws `CONFIG_NOT_READABLE`. */
export async function readableConfig(text: string, file: string): Promise<string> {
  const extension = extname(file).toLowerCase();
  if (![".json", ".yaml", ".yml"].includes(extension)) return iniText(text);
  const { parse } = await import("yaml");
  try {
    // YAML has all of JSON in it.
    const lines = leaves(parse(text) as unknown, []).map(([key, value]) => `${plainKey(key)} = ${escaped(JSON.stringify(value))}`);
    return `${["[config]", ...lines].join("\n")}\n`;
  } catch (cause) {
    throw new AsimovError("CONFIG_NOT_READABLE", {
      message: `it is no ${extension === ".json" ? "JSON" : "YAML"}: ${cause instanceof Error ? cause.message.split("\n")[0]! : String(cause)}`,
      at: { file },
      remedy: "Correct the config file of that analysis.",
      cause,
    });
  }
}

function leaves(value: unknown, path: readonly string[]): readonly (readonly [string, unknown])[] {
  if (isMap(value) && (Object.keys(value).length > 0 || path.length === 0))
    return Object.entries(value).flatMap(([key, one]) => leaves(one, [...path, key]));
  return [[path.join(".") || "value", value]];
}

function plainKey(key: string): string {
  return key.replaceAll(/[\s=:[\]#;]+/g, "_");
}

/** What one line of an ini file is. */
type Line = { readonly kind: "text" | "no option"; readonly text: string } | { readonly kind: "option"; readonly key: string; readonly text: string };

function iniText(text: string): string {
  const lines = linesOf(text);
  const last = new Map(lines.flatMap((line, index) => (line.kind === "option" ? [[line.key, index] as const] : [])));
  let isLeftOut = false;
  const written = lines.map((line, index) => {
    if (line.kind === "option") isLeftOut = last.get(line.key) !== index;
    else if (line.kind === "no option") isLeftOut = true;
    // Of an option that is there twice the last one counts, for who read the file.
    const isContinued = line.kind === "text" && /^\s+\S/.test(line.text);
    if (line.kind === "text" && !isContinued) return line.text;
    return isLeftOut ? `# ${line.text}` : line.text;
  });
  return written.join("\n");
}

function linesOf(text: string): readonly Line[] {
  let section = "";
  let depth = 0;
  return text.split(/\r?\n/).map((raw): Line => {
    const line = escaped(raw);
    const content = line.trim();
    if (depth > 0) {
      depth += balance(content);
      return { kind: "text", text: content === "" ? "" : `    ${content}` };
    }
    if (content === "" || /^[#;]/.test(content)) return { kind: "text", text: content };
    if (/^\s/.test(line)) return { kind: "text", text: line };
    const header = /^\[(.+)\]$/.exec(content)?.[1];
    if (header !== undefined) {
      section = header;
      return { kind: "text", text: content };
    }
    const [, name, value = ""] = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(content) ?? [];
    if (name === undefined) return { kind: "no option", text: content };
    depth = Math.max(0, balance(value));
    return { kind: "option", key: `${section}\n${name}`, text: content };
  });
}

function balance(text: string): number {
  return text.split("").reduce((sum, character) => sum + ("([{".includes(character) ? 1 : ")]}".includes(character) ? -1 : 0), 0);
}

// configparser takes a per cent sign for the beginning of something else, unless there are two. PESummary writes what it has read this way into another
// such file when it adds to its pages, and ends there: so that it reads two, four are written.
function escaped(text: string): string {
  return text.replaceAll("%", "%%%%");
}
