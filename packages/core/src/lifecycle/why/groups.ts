import { candidatesIn, ledgerFacts, waitingAnalyses, type Analysis, type Waiting } from "../../analysis/index.ts";
import type { Ledger } from "../../ledger/index.ts";
import { typed } from "../../system/index.ts";
import { unconfirmedSubmissions } from "../record/index.ts";
import { rootsOf } from "./roots.ts";

/** Analyses that do not get on for the same reason. */
export interface Group {
  /** In words, such as `stuck: node failed`. */
  readonly cause: string;
  /** Those that have the cause themselves. */
  readonly analyses: readonly Analysis[];
  /** Those that wait for one of them, directly or not. */
  readonly waiting: readonly Analysis[];
  /** What to type for all of them. */
  readonly command: string;
  /** What the first of them says of itself, on one line. */
  readonly example: string;
}

/** Which analyses are looked at; all when nothing is given. */
export interface GroupOptions {
  /** Name of the only subject. */
  readonly subject?: string | undefined;
  /** Ids. */
  readonly only?: ReadonlySet<number> | undefined;
}

/** Everything that is blocked, stuck, or waits for a person, by its cause; the cause that keeps most from getting on first. */
export function groupsOf(ledger: Ledger, { subject, only }: GroupOptions = {}): readonly Group[] {
  const candidates = candidatesIn(ledger, subject);
  const facts = ledgerFacts(ledger);
  const doubts = unconfirmedSubmissions(ledger);
  const halts = new Map<number, Halt>();
  const waiting = waitingAnalyses(candidates);
  const lacking = new Map(waiting.map((one) => [one.analysis.id, lackOf(one)] as const));
  for (const analysis of candidates.all) {
    const halt = haltOf(analysis, lacking.get(analysis.id), facts.cause(analysis), doubts.get(analysis.id)?.reason);
    if (halt) halts.set(analysis.id, halt);
  }
  const roots = rootsOf(
    candidates.all.filter(({ id }) => halts.has(id)),
    waiting,
  );
  const found = candidates.all.flatMap((analysis) => {
    const root = roots.get(analysis.id);
    if (!root || (only && !only.has(analysis.id))) return [];
    // That something is cancelled is trouble only for those that wait for it.
    if (root === analysis && analysis.status === "cancelled") return [];
    return [{ analysis, root, ...halts.get(root.id)! }];
  });
  const groups = [...Map.groupBy(found, ({ cause, key }) => key ?? cause).values()].map((mine) => groupOf(mine, subject));
  const size = ({ analyses, waiting }: Group): number => analyses.length + waiting.length;
  return groups.toSorted((a, b) => size(b) - size(a));
}

function groupOf(found: readonly (Halt & { readonly analysis: Analysis; readonly root: Analysis })[], subject: string | undefined): Group {
  const analyses = [...new Map(found.map(({ root }) => [root.id, root])).values()];
  const waiting = found.flatMap(({ analysis, root }) => (analysis.id === root.id ? [] : [analysis]));
  const { cause, command, example } = found[0]!;
  return { cause, analyses, waiting, command: command(analyses, subject), example };
}

// Why it is blocked, where that is no other analysis.
function lackOf({ blocking, circle }: Waiting): string | undefined {
  return circle ?? blocking.find(({ analysis }) => analysis === undefined)?.reason;
}

interface Halt {
  readonly cause: string;
  /** What those have in common that are told as one; the cause when not given. */
  readonly key?: string | undefined;
  readonly example: string;
  readonly command: (analyses: readonly Analysis[], subject: string | undefined) => string;
}

function haltOf(analysis: Analysis, lacks: string | undefined, kind: string | undefined, doubt: string | undefined): Halt | undefined {
  const { status, remedy, address } = analysis;
  const example = firstLine(analysis.reason);
  if (doubt !== undefined)
    return { cause: "unconfirmed: nobody can say whether its jobs exist", example: firstLine(doubt), command: () => "asimov submission list" };
  if (lacks !== undefined)
    return { cause: `waits for ${lacks}`, example: lacks, command: () => `asimov graph ${typed(analysis.subject ?? address)}` };
  if (status === "stuck") return stuck(analysis, kind, example);
  if (status === "wait") return { cause: "held (wait)", example, command: selecting("release", "status: wait") };
  if (status === "stopped") return { cause: "stopped", example, command: selecting("resurrect", "status: stopped") };
  if (status === "manual") return { cause: "left to people (manual)", example, command: selecting("release", "status: manual") };
  if (status === "cancelled") return { cause: `${address} is cancelled`, example, command: selecting("release", "status: cancelled") };
  // What a person must help has a remedy.
  return remedy === undefined
    ? undefined
    : helped(analysis, `${status}: ${codeIn(example) ?? /^held(?: \([a-z ]+\))?(?=:)/.exec(example)?.[0] ?? example}`, example);
}

function stuck(analysis: Analysis, kind: string | undefined, example: string): Halt {
  const code = codeIn(example);
  // What has a cause was tried: all of the kind can go on with one command. An error says itself what to do.
  if (kind === undefined || code !== undefined)
    return helped(analysis, `stuck: ${code ?? analysis.address}`, example, kind === undefined ? undefined : `status: stuck, cause: ${kind}`);
  return { cause: `stuck: ${kind}`, example, command: selecting("resurrect", `status: stuck, cause: ${kind}`) };
}

const mostNamed = 20;

// What each of them says to do, for all of them: those that say something else are another group. `where` selects all that have the cause.
function helped({ remedy, address }: Analysis, cause: string, example: string, where?: string): Halt {
  const said = remedy?.replaceAll(typed(address), "\0");
  const command: Halt["command"] = (analyses, subject) => {
    const names = analyses.map((analysis) => typed(analysis.address)).join(" ");
    if (said !== undefined && analyses.length <= mostNamed) return said.replaceAll("\0", names);
    const decision = /asimov analysis (\w+) \0/.exec(said ?? "")?.[1];
    if (said === undefined || decision === undefined || where === undefined) return `asimov why ${typed(address)}`;
    return said.replaceAll(`asimov analysis ${decision} \0`, selecting(decision, where)(analyses, subject)).replaceAll("\0", typed(address));
  };
  return { cause, key: `${cause}\n${said ?? ""}`, example, command };
}

function selecting(decision: string, where: string): Halt["command"] {
  return (analyses, subject) =>
    analyses.length === 1
      ? `asimov analysis ${decision} ${typed(analyses[0]!.address)}`
      : `asimov analysis ${decision} --where '${subject === undefined ? "" : `subject: ${subject}, `}${where}'`;
}

function codeIn(reason: string): string | undefined {
  return /^[A-Z][A-Z_]+(?=:)/.exec(reason)?.[0];
}

function firstLine(text: string): string {
  return text.split("\n")[0]!;
}
