import { grown, type Growing, type GrownRequests } from "@asimov-gw/core/scheduler";
import { AsimovError, formatPlace, writeAtomic, type Place } from "@asimov-gw/core/system";
import { readWorkflow } from "@asimov-gw/core/workflow";
import { readFileSync, statSync } from "node:fs";

import { varsIn, type Vars, written } from "./macros.ts";
import { workflowTree } from "./tree.ts";

/**
 * Writes larger requests into the files of a workflow, or of a single job, before it is submitted again: DAGMan reads the submit files of nodes when it
 * submits them, also after a rescue. What the builder wrote is kept beside it as a comment, so that growing twice starts from the same. Throws
 * `HTCONDOR_REQUEST_NOT_GROWN` where a request is no plain value, nor a macro that its own description defines as one, or where nothing asks for what ran out.
 */
export async function growRequests(file: string, directory: string, isJob: boolean, requests: GrownRequests): Promise<void> {
  const files = isJob ? [file] : await filesOf(file, directory);
  const read = files.map((path) => ({ path, before: readFileSync(path, "utf8") }));
  const vars: Vars = new Map(read.flatMap(({ path, before }) => [...varsIn(path, before)]));
  const texts = read.map((one) => ({ ...one, ...grownText(one.path, one.before, requests, vars) }));
  const unclear = texts.flatMap((text) => text.unclear)[0];
  if (unclear) throw notGrown(`${unclear.what}, and can't be made larger`, unclear.at);
  for (const what of ["memory", "disk", "time"] as const) {
    if (requests[what] && !texts.some((text) => text.found.has(what))) throw notGrown(`no job of it asks for ${what}`, { file, line: 1, column: 1 });
  }
  for (const { path, text, before } of texts) if (text !== before) writeAtomic(path, text, statSync(path).mode & 0o777);
}

// Descriptions of jobs may also stand in the workflow file itself.
async function filesOf(file: string, directory: string): Promise<readonly string[]> {
  const tree = await workflowTree({ file, directory }, (of) => readWorkflow(of.file, { directory: of.directory }));
  return [...new Set(tree.flatMap((one) => [one.file, ...(one.workflow?.files ?? [])]))];
}

const mark = "# asimov asks for more than its builder: ";

const commands: readonly (readonly [Growing, RegExp])[] = [
  ["memory", /^request_?memory$/i],
  ["disk", /^request_?disk$/i],
  ["time", /^allowed_(?:execute|job)_duration$/i],
];

interface GrownText {
  readonly text: string;
  readonly found: ReadonlySet<Growing>;
  readonly unclear: readonly { readonly what: string; readonly at: Place }[];
}

function grownText(file: string, before: string, requests: GrownRequests, vars: Vars): GrownText {
  const found = new Set<Growing>();
  const unclear: GrownText["unclear"][number][] = [];
  const entries = entriesOf(before);
  const asked = entries.map(({ builders }) => builders);
  const larger = new Map<number, string>();
  for (const [index, { builders, line }] of entries.entries()) {
    const [, name = ""] = /^\s*(\w+)\s*=/.exec(builders) ?? [];
    const what = commands.find(([, pattern]) => pattern.test(name))?.[0];
    const growth = what && requests[what];
    if (what === undefined || growth === undefined) continue;
    found.add(what);
    const at = { file, line, column: builders.search(/\S/) + 1 };
    const where = written(asked, index, vars);
    if (where && "macro" in where) {
      unclear.push({ what: `${builders.trim()} (${formatPlace(at)}) takes "${where.macro}" from VARS of its workflow`, at: where.at });
      continue;
    }
    const number = where && parse(what, where.value + where.suffix);
    if (where === undefined || number === undefined) unclear.push({ what: `${builders.trim()} is no plain value`, at });
    else larger.set(where.index, asText(what, Math.ceil(grown(number, growth)), where.suffix));
  }
  const lines = entries.flatMap(({ builders, now }, index) => {
    const value = larger.get(index);
    const [, indent = "", name = ""] = /^(\s*)(\w*)/.exec(builders)!;
    const line = value === undefined ? now : `${indent}${name} = ${value}`;
    return line === undefined ? [builders] : [`${indent}${mark}${builders.trim()}`, line];
  });
  return { text: lines.join("\n"), found, unclear };
}

/** A line as the builder wrote it, and as it is now where that was made larger. */
interface Entry {
  readonly builders: string;
  readonly now: string | undefined;
  /** Counts from 1. */
  readonly line: number;
}

function entriesOf(text: string): readonly Entry[] {
  const lines = text.split("\n");
  return lines.flatMap((line, index): readonly Entry[] => {
    if (line.trimStart().startsWith(mark)) return [];
    const above = lines[index - 1]?.trimStart();
    if (above?.startsWith(mark) !== true) return [{ builders: line, now: undefined, line: index + 1 }];
    const [indent] = /^\s*/.exec(line)!;
    return [{ builders: indent + above.slice(mark.length), now: line, line: index + 1 }];
  });
}

// Where other lines put a unit behind it, in that.
function asText(what: Growing, number: number, suffix: string): string {
  if (what === "time") return String(number);
  const unit = suffix.trim().toLowerCase()[0];
  return unit === undefined ? `${number}MB` : String(Math.ceil((number / mebibytes[unit]!) * 1000) / 1000);
}

const mebibytes: Readonly<Record<string, number>> = { k: 1 / 1024, m: 1, g: 1024, t: 1024 ** 2 };

// A bare number is MiB of memory, KiB of disk (condor_submit(1)), or seconds.
function parse(what: Growing, value: string): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d*)?|\.\d+)\s*(?:([kmgt])i?b?)?$/i.exec(value) ?? [];
  if (number === undefined || (what === "time" && unit !== undefined)) return undefined;
  if (what === "time") return Number(number);
  return Number(number) * mebibytes[unit?.toLowerCase() ?? (what === "disk" ? "k" : "m")]!;
}

function notGrown(message: string, at: Place): AsimovError {
  return new AsimovError("HTCONDOR_REQUEST_NOT_GROWN", {
    message: `it ran out of what it asked for, but ${message}`,
    at,
    remedy: 'Ask for more in its settings ("scheduler.request memory" and the like), or in that line, then restart it.',
  });
}
