import type { OpenSubmission, Why } from "@asimov-gw/core/lifecycle/why";
import type { Usage } from "@asimov-gw/core/lifecycle/record";
import { formatBytes, formatDuration } from "@asimov-gw/core/system";
import { styleText } from "node:util";

import { age, describeProgress, refresh } from "../overview.ts";
import { formatTable, paint } from "../table.ts";

/** All that is known of where one analysis is, on one screen. */
export function screenText({ analysis, needs, submissions, attempts, used, progress, stale, next }: Why, now: number): string {
  const ago = (time: string): string => formatDuration((now - Date.parse(time)) / 1000);
  const todo = nextOf(analysis.address, next, stale);
  const sections = [
    [
      `${styleText("bold", analysis.address)}  ${paint(analysis.status)} for ${age(analysis, now)}, ${analysis.pipeline}`,
      ...indented(analysis.reason),
      ...(progress ? indented(describeProgress(progress)) : []),
    ],
    titled(
      "waits for",
      needs.flatMap(({ reason, remedy }) => [`  ${reason}`, ...(remedy === undefined ? [] : [`      ${styleText("yellow", remedy)}`])]),
    ),
    titled(
      "stale",
      stale.map((change) => `  ${change}`),
    ),
    titled(
      "at schedulers",
      formatTable(
        submissions.map((one) => rowOf(one, ago)),
        Infinity,
      ),
    ),
    titled(
      "attempts",
      attempts.flatMap(({ id, number, started, ended, outcome, cause }) => {
        const [first = "", ...lines] = (cause?.message ?? "").split("\n");
        const took = ended === undefined ? `since ${ago(started)}` : `took ${formatDuration((Date.parse(ended) - Date.parse(started)) / 1000)}`;
        const how = [outcome ?? "open", ...(cause ? [`${cause.kind}: ${first}`] : [])].join(", ");
        return [`  ${number}  ${took}${useOf(used.get(id))}  ${how}`, ...lines.map((line) => `       ${line}`)];
      }),
    ),
    todo === undefined ? [] : [`next: ${styleText("yellow", todo)}`],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}

/** The same for programs. */
export function screenJson({ analysis, needs, submissions, attempts, used, progress, stale, next }: Why): object {
  const { address, pipeline, status, since, reason, remedy } = analysis;
  return {
    address,
    pipeline,
    status,
    since,
    reason,
    remedy,
    needs,
    submissions: submissions.map(({ record, observation, seen }) => {
      const { token, purpose, address: at, jobId, intended, unconfirmed } = record;
      return { token, purpose, at, jobId, intended, unconfirmed, observation, seen };
    }),
    attempts: attempts.map(({ id, number, started, ended, outcome, cause, runDirectory }) => {
      return { number, started, ended, outcome, cause, runDirectory, used: used.get(id) };
    }),
    progress,
    stale,
    next: nextOf(address, next, stale),
  };
}

// Less than a minute tells nobody anything.
function useOf(usage: Usage | undefined): string {
  if (usage === undefined || usage.wallSeconds < 60) return "";
  const memory = usage.memory !== undefined ? `, ${formatBytes(usage.memory * 2 ** 20)} of memory` : "";
  return `, ${formatDuration(usage.cpuSeconds)} of CPU in ${formatDuration(usage.wallSeconds)}${memory}`;
}

function nextOf(address: string, next: string | undefined, stale: readonly string[]): string | undefined {
  return next ?? (stale.length > 0 ? refresh(address) : undefined);
}

function rowOf({ record, observation, seen }: OpenSubmission, ago: (time: string) => string): readonly string[] {
  const { purpose, address, jobId, token, unconfirmed, intended } = record;
  const said = observation
    ? `${observation.state}${observation.reason === undefined ? "" : `: ${observation.reason.split("\n")[0]}`}`
    : jobId === undefined
      ? "its scheduler has not said that it took it"
      : "no answer yet";
  const state = unconfirmed ? `unconfirmed for ${ago(unconfirmed.since)}: ${unconfirmed.reason}` : said;
  return [
    `  ${purpose}`,
    address.scheduler,
    jobId ?? token,
    `${jobId === undefined ? "begun" : "submitted"} ${ago(intended)} ago`,
    seen === undefined ? state : `${state} (new ${ago(seen)} ago)`,
  ];
}

function titled(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines];
}

function indented(text: string): readonly string[] {
  return text === "" ? [] : text.split("\n").map((line) => `  ${line}`);
}
