import { blockers, candidatesIn, ledgerFacts, type Analysis, type Candidates } from "../../analysis/index.ts";
import type { Ledger } from "../../ledger/index.ts";
import { typed } from "../../system/index.ts";
import { unconfirmedSubmissions } from "../record/index.ts";

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
  const found = candidates.all.flatMap((analysis) => {
    if (only && !only.has(analysis.id)) return [];
    const root = rootOf(analysis, candidates);
    // That something is cancelled is trouble only for those that wait for it.
    if (!root || (root.analysis === analysis && analysis.status === "cancelled")) return [];
    const halt = haltOf(root, facts.cause(root.analysis), doubts.get(root.analysis.id)?.reason);
    return halt ? [{ analysis, root: root.analysis, ...halt }] : [];
  });
  const groups = [...Map.groupBy(found, ({ cause }) => cause)].map(([cause, halts]) => {
    const roots = [...new Map(halts.map(({ root }) => [root.id, root])).values()];
    const waiting = halts.flatMap(({ analysis, root }) => (analysis.id === root.id ? [] : [analysis]));
    const { command, example } = halts[0]!;
    return { cause, analyses: roots, waiting, command: command(roots, subject), example };
  });
  const size = ({ analyses, waiting }: Group): number => analyses.length + waiting.length;
  return groups.toSorted((a, b) => size(b) - size(a));
}

interface Root {
  readonly analysis: Analysis;
  /** Why it is blocked, where that is no other analysis. */
  readonly lacks: string | undefined;
}

// At the end of a chain of those that wait for each other is what has the cause; undefined where something runs there, which is none.
function rootOf(analysis: Analysis, candidates: Candidates): Root | undefined {
  const seen = new Set<number>();
  for (let at = analysis; ;) {
    if (at.status !== "ready") return { analysis: at, lacks: undefined };
    const blocking = blockers(at, candidates);
    const missing = blocking.find(({ analysis: other }) => other === undefined);
    if (missing) return { analysis: at, lacks: missing.reason };
    // Of several that are waited for, one that does not get on counts more than those that do.
    const others = blocking.flatMap(({ analysis: other }) => other ?? []);
    const next = others.find((other) => !isUnderWay(other)) ?? others[0];
    if (!next) return { analysis: at, lacks: undefined };
    seen.add(at.id);
    if (seen.has(next.id)) return { analysis: next, lacks: `itself, in a circle with ${at.address}` };
    at = next;
  }
}

interface Halt {
  readonly cause: string;
  readonly example: string;
  readonly command: (analyses: readonly Analysis[], subject: string | undefined) => string;
}

function haltOf({ analysis, lacks }: Root, kind: string | undefined, doubt: string | undefined): Halt | undefined {
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
    : { cause: `${status}: ${codeIn(example) ?? /^held(?=:)/.exec(example)?.[0] ?? example}`, example, command: helping(remedy) };
}

function stuck({ address, remedy }: Analysis, kind: string | undefined, example: string): Halt {
  const code = codeIn(example);
  // What has a cause was tried: all of the kind can go on with one command. An error says itself what to do.
  if (kind === undefined || code !== undefined) return { cause: `stuck: ${code ?? address}`, example, command: helping(remedy) };
  return { cause: `stuck: ${kind}`, example, command: selecting("resurrect", `status: stuck, cause: ${kind}`) };
}

function helping(remedy: string | undefined): Halt["command"] {
  return (analyses) => (analyses.length === 1 && remedy !== undefined ? remedy : `asimov why ${typed(analyses[0]!.address)}`);
}

function selecting(decision: string, where: string): Halt["command"] {
  return (analyses, subject) =>
    analyses.length === 1
      ? `asimov analysis ${decision} ${typed(analyses[0]!.address)}`
      : `asimov analysis ${decision} --where '${subject === undefined ? "" : `subject: ${subject}, `}${where}'`;
}

function isUnderWay({ status, remedy }: Analysis): boolean {
  return remedy === undefined && ["running", "processing", "finished", "restart"].includes(status);
}

function codeIn(reason: string): string | undefined {
  return /^[A-Z][A-Z_]+(?=:)/.exec(reason)?.[0];
}

function firstLine(text: string): string {
  return text.split("\n")[0]!;
}
