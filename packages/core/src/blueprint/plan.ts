import { parseNeeds, subjectByName, subjectDefinition, type Need } from "../analysis/index.ts";
import type { Ledger } from "../ledger/index.ts";
import { placeIn, type Settings } from "../settings/index.ts";
import { AsimovError, didYouMean, formatPlace, slug, throwAll, type Place } from "../system/index.ts";
import { checkNeeds } from "./check-needs.ts";
import { changedKeys } from "./difference.ts";
import type { BlueprintDocument } from "./parse.ts";
import { isBuilt, keeps, pinned } from "./pinned.ts";
import { kindOf, validate, type InstalledPipelines } from "./validate.ts";

/** How a file is applied. */
export interface ApplyOptions {
  /** The event that analyses go to, over what their documents say. */
  readonly event?: string | undefined;
  /** Allows documents that differ from what the ledger has. */
  readonly update?: boolean | undefined;
  /** Likewise, and moves the analyses of an event that are not built yet to its newest revision. */
  readonly updateUnstarted?: boolean | undefined;
  readonly installed: InstalledPipelines;
}

/** What applying one document does. */
export type Step = {
  readonly action: "add" | "update" | "unchanged";
  readonly document: BlueprintDocument;
  /** For people: `event GW150914`, `analysis GW150914/pe`. */
  readonly what: string;
  /** What it means for analyses that are there already, in words. */
  readonly notes: readonly string[];
} & (
  | { readonly kind: "configuration"; readonly identity: string }
  /** `moves`: ids of analyses that get the event's newest revision. */
  | { readonly kind: "event"; readonly name: string; readonly moves: readonly number[] }
  | { readonly kind: "analysis"; readonly subject: string; readonly name: string; readonly needs: readonly Need[] }
);

/** What applying `documents` in their order would do. Throws all problems together; changes nothing. */
export function plan(ledger: Ledger, documents: readonly BlueprintDocument[], options: ApplyOptions): readonly Step[] {
  const problems: AsimovError[] = [];
  const steps: Step[] = [];
  const earlier: Earlier = { byWhat: new Map(), directories: new Map() };
  for (const document of documents) {
    try {
      const kind = kindOf(document);
      const found = validate(document, kind, options.installed);
      problems.push(...found);
      if (found.length > 0) continue;
      const step = planners[kind](ledger, document, options, earlier);
      remember(earlier, step);
      steps.push(step);
    } catch (error) {
      if (!(error instanceof AsimovError)) throw error;
      problems.push(error);
    }
  }
  // Needs are looked at when all documents are known: they may point forward.
  if (problems.length === 0) problems.push(...checkNeeds(ledger, steps));
  throwAll(problems);
  return steps;
}

type Planner = (ledger: Ledger, document: BlueprintDocument, options: ApplyOptions, earlier: Earlier) => Step;

const planners: Readonly<Record<Step["kind"], Planner>> = { configuration: planConfiguration, event: planEvent, analysis: planAnalysis };

function planConfiguration(ledger: Ledger, document: BlueprintDocument, options: ApplyOptions, earlier: Earlier): Step {
  const { content, source } = document;
  const identity = typeof content["name"] === "string" ? content["name"] : `${source.file}#${source.document + 1}`;
  const row = ledger.get("SELECT content FROM documents WHERE kind = 'configuration' AND identity = ?", identity);
  const what = `configuration ${identity}`;
  refuseTwice(what, earlier, document);
  return { kind: "configuration", identity, document, what, notes: [], action: compare(row?.["content"], document, what, options) };
}

function planEvent(ledger: Ledger, document: BlueprintDocument, options: ApplyOptions, earlier: Earlier): Step {
  const name = document.content["name"] as string;
  const what = `event ${name}`;
  refuseTwice(what, earlier, document);
  const subject = subjectByName(ledger, name);
  const row = subject ? undefined : ledger.get("SELECT name FROM subjects WHERE slug = ?", slug(name));
  const clash = row ? String(row["name"]) : earlier.directories.get(directoryKey(slug(name)));
  if (clash !== undefined) throw sameDirectory(what, clash, placeIn(document.source, ["name"]));
  const known = subject && JSON.stringify(subjectDefinition(ledger, subject.id, subject.revision).content);
  const action = compare(known, document, what, options);
  return { kind: "event", name, document, what, action, ...pinned(ledger, subject, action, options) };
}

function planAnalysis(ledger: Ledger, document: BlueprintDocument, options: ApplyOptions, earlier: Earlier): Step {
  const { content, source } = document;
  const name = content["name"] as string;
  const subject = options.event ?? content["event"];
  if (typeof subject !== "string") {
    throw new AsimovError("BLUEPRINT_NO_EVENT", {
      message: `analysis "${name}" names no event`,
      at: placeIn(source, []),
      remedy: 'Add a line such as "event: GW150914", or name it on the command line: asimov apply -f FILE -e EVENT',
    });
  }
  const what = `analysis ${subject}/${name}`;
  refuseTwice(what, earlier, document);
  const known = subjectByName(ledger, subject);
  if (!known && !earlier.byWhat.has(`event ${subject}`)) {
    const all = [
      ...ledger.all("SELECT name FROM subjects").map((row) => String(row["name"])),
      ...[...earlier.byWhat.values()].flatMap((step) => (step.kind === "event" ? [step.name] : [])),
    ];
    throw new AsimovError("BLUEPRINT_UNKNOWN_EVENT", {
      message: `analysis "${name}": there is no event "${subject}".${didYouMean(subject, all)}`,
      at: options.event === undefined ? placeIn(source, ["event"]) : placeIn(source, []),
      remedy: 'Apply its blueprint ("kind: event") first, or above it in the same file.',
    });
  }
  const row = known && ledger.get("SELECT id, content FROM analyses WHERE subject_id = ? AND name = ?", known.id, name);
  const sameSlug = known && !row ? ledger.get("SELECT name FROM analyses WHERE subject_id = ? AND slug = ?", known.id, slug(name)) : undefined;
  const clash = sameSlug ? String(sameSlug["name"]) : earlier.directories.get(directoryKey(subject, slug(name)));
  if (clash !== undefined) throw sameDirectory(what, clash, placeIn(source, ["name"]));
  const action = compare(row?.["content"], document, what, options);
  const notes = action === "update" && isBuilt(ledger, Number(row!["id"])) ? [keeps(subject, [name])] : [];
  const needs = parseNeeds(content["needs"], (index) => placeIn(source, index === undefined ? ["needs"] : ["needs", String(index)]));
  return { kind: "analysis", subject, name, needs, document, what, action, notes };
}

function compare(known: unknown, document: BlueprintDocument, what: string, options: ApplyOptions): Step["action"] {
  if (typeof known !== "string") return "add";
  const changes = changedKeys(JSON.parse(known) as Settings, document.content);
  if (changes.length === 0) return "unchanged";
  if (options.update || options.updateUnstarted) return "update";
  throw new AsimovError("BLUEPRINT_DIFFERENT", {
    message: `${what} is in the ledger already, with other content: ${changes.join("; ")}`,
    at: placeIn(document.source, ["name"]),
    remedy: "To change it, apply with --update; to have both, give it another name.",
  });
}

function refuseTwice(what: string, earlier: Earlier, document: BlueprintDocument): void {
  const first = earlier.byWhat.get(what);
  if (!first) return;
  throw new AsimovError("BLUEPRINT_DUPLICATE", {
    message: `${what} is there twice, first at ${formatPlace(placeIn(first.document.source, ["name"]))}`,
    at: placeIn(document.source, ["name"]),
    remedy: "Rename or remove one of them.",
  });
}

/** The steps planned so far, found by what they are and by the directory that they will have. */
interface Earlier {
  readonly byWhat: Map<string, Step>;
  /** Names by {@link directoryKey}. */
  readonly directories: Map<string, string>;
}

function remember(earlier: Earlier, step: Step): void {
  earlier.byWhat.set(step.what, step);
  if (step.kind === "event") earlier.directories.set(directoryKey(slug(step.name)), step.name);
  if (step.kind === "analysis") earlier.directories.set(directoryKey(step.subject, slug(step.name)), step.name);
}

// No name holds a slash.
function directoryKey(...parts: readonly string[]): string {
  return parts.join("/");
}

function sameDirectory(what: string, other: string, at: Place): AsimovError {
  return new AsimovError("BLUEPRINT_DUPLICATE", {
    message: `${what} would share its directory with "${other}"`,
    at,
    remedy: "Choose a name that differs in more than blanks and punctuation.",
  });
}
