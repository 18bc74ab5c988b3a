import { grown, type Growing, type GrownRequests } from "@asimov-gw/core/scheduler";
import { AsimovError, writeAtomic, type Place } from "@asimov-gw/core/system";
import { readWorkflow } from "@asimov-gw/core/workflow";
import { readFileSync, statSync } from "node:fs";

import { workflowTree } from "./tree.ts";

/**
 * Writes larger requests into the files of a workflow, or of a single job, before it is submitted again: DAGMan reads the submit files of nodes when it
 * submits them, also after a rescue. What the builder wrote is kept beside it as a comment, so that growing twice starts from the same. Throws
 * `HTCONDOR_REQUEST_NOT_GROWN` where a request is no plain value, or nothing asks for what ran out.
 */
export async function growRequests(file: string, directory: string, isJob: boolean, requests: GrownRequests): Promise<void> {
  const texts = (isJob ? [file] : await filesOf(file, directory)).map((path) => ({ path, ...grownText(path, requests) }));
  const unclear = texts.flatMap((text) => text.unclear)[0];
  if (unclear) throw notGrown(`${unclear.line} is no plain value, and can't be made larger`, unclear.at);
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
  readonly before: string;
  readonly text: string;
  readonly found: ReadonlySet<Growing>;
  readonly unclear: readonly { readonly line: string; readonly at: Place }[];
}

function grownText(file: string, requests: GrownRequests): GrownText {
  const before = readFileSync(file, "utf8");
  const found = new Set<Growing>();
  const unclear: GrownText["unclear"][number][] = [];
  const lines = before.split("\n");
  const text = lines.flatMap((line, index) => {
    if (line.trimStart().startsWith(mark)) return [];
    const above = lines[index - 1]?.trimStart();
    const asked = above?.startsWith(mark) ? above.slice(mark.length) : line;
    const [, name = "", value = ""] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(asked) ?? [];
    const [indent] = /^\s*/.exec(line)!;
    const what = commands.find(([, pattern]) => pattern.test(name))?.[0];
    const growth = what && requests[what];
    if (what === undefined || growth === undefined) return above?.startsWith(mark) ? [`${indent}${above}`, line] : [line];
    found.add(what);
    const number = parse(what, value);
    if (number === undefined) unclear.push({ line: asked.trim(), at: { file, line: index + 1, column: indent.length + 1 } });
    const more = Math.ceil(grown(number ?? 0, growth));
    return [`${indent}${mark}${asked.trim()}`, `${indent}${name} = ${what === "time" ? more : `${more}MB`}`];
  });
  return { before, text: text.join("\n"), found, unclear };
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
