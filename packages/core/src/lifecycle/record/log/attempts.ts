import { addressOf } from "../../../analysis/index.ts";
import { lastRow, type HistoryEntry, type Ledger } from "../../../ledger/index.ts";
import type { GrownRequests } from "../../../scheduler/index.ts";
import { causeName, growthInWords } from "../words.ts";
import type { Cause, Grant, Program } from "../attempts.ts";
import { columns, firstLine, type Change } from "./change.ts";

/** What happened to an attempt: it was begun, built, and came to an end. */
export function tellAttempt(ledger: Ledger, change: Change): string {
  const name = nameOf(ledger, change.id);
  const { after } = change;
  if (change.kind === "removed") return `removed ${name}`;
  if (change.kind === "added") {
    const resumed = after["resumes"] === null ? undefined : lastRow(ledger, "attempts", ["number"], Number(after["resumes"]));
    return `${name}: begun${resumed ? ` from the rescue point of attempt ${String(resumed["number"])}` : ""}${more(after)}`;
  }
  const cause = isText(after["cause"]) ? (JSON.parse(after["cause"]) as Cause) : undefined;
  const why = cause && `: ${causeName(cause)}: ${firstLine(cause.message)}`;
  if (isText(after["outcome"])) return `${name} ${after["outcome"]}${why ?? ""}`;
  if (why !== undefined) return `${name} is being ended${why}`;
  const parts = [
    ...("snapshot" in after ? ["settings taken again"] : []),
    ...(isText(after["config_commit"]) ? [`config file committed as ${after["config_commit"].slice(0, 10)}`] : []),
    ...(isText(after["build_started"]) ? ["builder started"] : []),
    ...(isText(after["workflow"]) ? [`workflow built: ${(JSON.parse(after["workflow"]) as { file: string }).file}${builtBy(after)}`] : []),
  ];
  return `${name}: ${parts.length > 0 ? parts.join("; ") : `${columns(change)} changed`}`;
}

// What a new attempt has besides: larger requests, and a person who granted it.
function more({ requests, granted }: Change["after"]): string {
  const grown = isText(requests) ? `, with ${growthInWords(JSON.parse(requests) as GrownRequests)}` : "";
  return `${grown}${isText(granted) ? `, granted by ${(JSON.parse(granted) as Grant).user}` : ""}`;
}

function builtBy({ program }: Change["after"]): string {
  if (!isText(program)) return "";
  const { path, version } = JSON.parse(program) as Program;
  return ` by ${path}${version === undefined ? "" : ` ${version}`}`;
}

/** What happened to a submission: from the intent to its end. */
export function tellSubmission(ledger: Ledger, change: Change): string {
  const { attempt_id: attempt, token, purpose } = lastRow(ledger, "submissions", ["attempt_id", "token", "purpose"], change.id);
  const name = `${nameOf(ledger, Number(attempt))}: ${String(purpose)} ${String(token)}`;
  const { after } = change;
  if (change.kind === "removed") return `removed ${name}`;
  if (change.kind === "added") return `${name} is about to be submitted`;
  const decided = isText(after["decided"]) ? (JSON.parse(after["decided"]) as { what: string; by: string }) : undefined;
  if (decided)
    return `${name}: ${decided.by} said ${decided.what === "absent" ? "that it is not there" : `that it is job ${String(after["job_id"])}`}`;
  if (isText(after["job_id"])) return `${name} submitted as ${after["job_id"]}`;
  if (isText(after["outcome"]) && !("ended" in after)) return `${name} counts no more: asked for again, it is submitted anew`;
  if (isText(after["ended"])) return `${name} ended${outcomeOf(after["outcome"])}`;
  if (isText(after["unconfirmed"])) return `${name} is unconfirmed: ${firstLine((JSON.parse(after["unconfirmed"]) as { reason: string }).reason)}`;
  return "submitter" in after ? `${name} is submitted again: it never reached the scheduler` : `${name}: ${columns(change)} changed`;
}

/** Which products of an attempt were recorded. */
export function tellAssets(ledger: Ledger, change: Change, entries: readonly HistoryEntry[]): string {
  // An entry of a change has only the columns that changed.
  const rows = entries.map((entry) => ({
    ...(entry.before && entry.after ? lastRow(ledger, "assets", ["attempt_id", "name"], entry.entityId) : (entry.after ?? entry.before)),
  }));
  const verb = { added: "recorded", changed: "changed the record of", removed: "forgot" }[change.kind];
  return [...Map.groupBy(rows, (row) => Number(row["attempt_id"]))]
    .map(([attempt, mine]) => {
      const names = new Set(mine.map((row) => String(row["name"])));
      return `${nameOf(ledger, attempt)}: ${verb} ${[...names].join(", ")} (${mine.length === 1 ? "1 file" : `${mine.length} files`})`;
    })
    .join("; ");
}

/** What settings an attempt provides to others. */
export function tellProvided(ledger: Ledger, change: Change): string {
  const { content = "{}" } = change.kind === "removed" ? change.before : change.after;
  const keys = Object.keys(JSON.parse(String(content)) as object);
  return `${attemptIn(ledger, "provided", change)}: ${change.kind === "removed" ? "no longer provides" : "provides"} settings (${keys.join(", ")})`;
}

/** What went into the store. */
export function tellStored(ledger: Ledger, change: Change): string {
  const { asset, path } = change.kind === "changed" ? lastRow(ledger, "stored", ["asset", "path"], change.id) : { ...change.before, ...change.after };
  const verb = { added: "stored", changed: "changed the record of", removed: "forgot" }[change.kind];
  return `${attemptIn(ledger, "stored", change)}: ${verb} ${String(asset)} as ${String(path)}`;
}

function attemptIn(ledger: Ledger, table: "provided" | "stored", { id, before, after }: Change): string {
  const row = { ...before, ...after };
  return nameOf(ledger, Number(row["attempt_id"] ?? lastRow(ledger, table, ["attempt_id"], id)["attempt_id"]));
}

function nameOf(ledger: Ledger, attemptId: number): string {
  const { analysis_id: analysis, number } = lastRow(ledger, "attempts", ["analysis_id", "number"], attemptId);
  return `attempt ${String(number)} of ${addressOf(ledger, Number(analysis))}`;
}

function outcomeOf(outcome: unknown): string {
  const { state, reason } = isText(outcome) ? (JSON.parse(outcome) as { state?: string; reason?: string }) : {};
  return `${state === undefined ? "" : `: ${state}`}${reason === undefined ? "" : ` (${firstLine(reason)})`}`;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
