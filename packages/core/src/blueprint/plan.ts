import { findCycle, listAnalyses, parseNeeds, subjectByName, subjectDefinition, type Need } from "../analysis/index.ts";
import type { Ledger } from "../ledger/index.ts";
import { placeIn, type Settings } from "../settings/index.ts";
import { AsimovError, didYouMean, formatPlace, slug, throwAll, type Place } from "../system/index.ts";
import { changedKeys } from "./difference.ts";
import type { BlueprintDocument } from "./parse.ts";
import { kindOf, validate, type InstalledPipelines } from "./validate.ts";

/** How a file is applied. */
export interface ApplyOptions {
  /** The event that analyses go to, over what their documents say. */
  readonly event?: string | undefined;
  /** Allows documents that differ from what the ledger has. */
  readonly update?: boolean | undefined;
  readonly installed: InstalledPipelines;
}

/** What applying one document does. */
export type Step = {
  readonly action: "add" | "update" | "unchanged";
  readonly document: BlueprintDocument;
  /** For people: `event GW150914`, `analysis GW150914/pe`. */
  readonly what: string;
} & (
  | { readonly kind: "configuration"; readonly identity: string }
  | { readonly kind: "event"; readonly name: string }
  | { readonly kind: "analysis"; readonly subject: string; readonly name: string; readonly needs: readonly Need[] }
);

/** What applying `documents` in their order would do. Throws all problems together; changes nothing. */
export function plan(ledger: Ledger, documents: readonly BlueprintDocument[], options: ApplyOptions): readonly Step[] {
  const problems: AsimovError[] = [];
  const steps: Step[] = [];
  for (const document of documents) {
    try {
      const kind = kindOf(document);
      const found = validate(document, kind, options.installed);
      problems.push(...found);
      if (found.length === 0) steps.push(planners[kind](ledger, document, options, steps));
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

type Planner = (ledger: Ledger, document: BlueprintDocument, options: ApplyOptions, earlier: readonly Step[]) => Step;

const planners: Readonly<Record<Step["kind"], Planner>> = { configuration: planConfiguration, event: planEvent, analysis: planAnalysis };

function planConfiguration(ledger: Ledger, document: BlueprintDocument, options: ApplyOptions, earlier: readonly Step[]): Step {
  const { content, source } = document;
  const identity = typeof content["name"] === "string" ? content["name"] : `${source.file}#${source.document + 1}`;
  const row = ledger.get("SELECT content FROM documents WHERE kind = 'configuration' AND identity = ?", identity);
  const what = `configuration ${identity}`;
  refuseTwice(what, earlier, document);
  return { kind: "configuration", identity, document, what, action: compare(row?.["content"], document, what, options) };
}

function planEvent(ledger: Ledger, document: BlueprintDocument, options: ApplyOptions, earlier: readonly Step[]): Step {
  const name = document.content["name"] as string;
  const what = `event ${name}`;
  refuseTwice(what, earlier, document);
  const subject = subjectByName(ledger, name);
  const row = subject ? undefined : ledger.get("SELECT name FROM subjects WHERE slug = ?", slug(name));
  const clash = row ? String(row["name"]) : earlier.filter((step) => step.kind === "event").find((step) => slug(step.name) === slug(name))?.name;
  if (clash !== undefined) throw sameDirectory(what, clash, placeIn(document.source, ["name"]));
  const known = subject && JSON.stringify(subjectDefinition(ledger, subject.id, subject.revision).content);
  return { kind: "event", name, document, what, action: compare(known, document, what, options) };
}

function planAnalysis(ledger: Ledger, document: BlueprintDocument, options: ApplyOptions, earlier: readonly Step[]): Step {
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
  if (!known && !earlier.some((step) => step.kind === "event" && step.name === subject)) {
    const all = [
      ...ledger.all("SELECT name FROM subjects").map((row) => String(row["name"])),
      ...earlier.flatMap((s) => (s.kind === "event" ? [s.name] : [])),
    ];
    throw new AsimovError("BLUEPRINT_UNKNOWN_EVENT", {
      message: `analysis "${name}": there is no event "${subject}".${didYouMean(subject, all)}`,
      at: options.event === undefined ? placeIn(source, ["event"]) : placeIn(source, []),
      remedy: 'Apply its blueprint ("kind: event") first, or above it in the same file.',
    });
  }
  const row = known && ledger.get("SELECT id, content FROM analyses WHERE subject_id = ? AND name = ?", known.id, name);
  const sameSlug = known && !row ? ledger.get("SELECT name FROM analyses WHERE subject_id = ? AND slug = ?", known.id, slug(name)) : undefined;
  const clash = sameSlug ? String(sameSlug["name"]) : earlierWithSlug(earlier, subject, slug(name));
  if (clash !== undefined) throw sameDirectory(what, clash, placeIn(source, ["name"]));
  const action = compare(row?.["content"], document, what, options);
  if (action === "update" && ledger.get("SELECT 1 FROM attempts WHERE analysis_id = ?", row!["id"] ?? null)) {
    throw new AsimovError("BLUEPRINT_STARTED", {
      message: `${what} has been built already: it keeps the settings that it was built with`,
      at: placeIn(source, ["name"]),
      remedy: "Apply the changed settings under another name.",
    });
  }
  const needs = parseNeeds(content["needs"], (index) => placeIn(source, index === undefined ? ["needs"] : ["needs", String(index)]));
  return { kind: "analysis", subject, name, needs, document, what, action };
}

function compare(known: unknown, document: BlueprintDocument, what: string, options: ApplyOptions): Step["action"] {
  if (typeof known !== "string") return "add";
  const changes = changedKeys(JSON.parse(known) as Settings, document.content);
  if (changes.length === 0) return "unchanged";
  if (options.update) return "update";
  throw new AsimovError("BLUEPRINT_DIFFERENT", {
    message: `${what} is in the ledger already, with other content: ${changes.join("; ")}`,
    at: placeIn(document.source, ["name"]),
    remedy: "To change it, apply with --update; to have both, give it another name.",
  });
}

function refuseTwice(what: string, earlier: readonly Step[], document: BlueprintDocument): void {
  const first = earlier.find((step) => step.what === what);
  if (!first) return;
  throw new AsimovError("BLUEPRINT_DUPLICATE", {
    message: `${what} is there twice, first at ${formatPlace(placeIn(first.document.source, ["name"]))}`,
    at: placeIn(document.source, ["name"]),
    remedy: "Rename or remove one of them.",
  });
}

function earlierWithSlug(earlier: readonly Step[], subject: string, wanted: string): string | undefined {
  return earlier.filter((step) => step.kind === "analysis").find((step) => step.subject === subject && slug(step.name) === wanted)?.name;
}

function sameDirectory(what: string, other: string, at: Place): AsimovError {
  return new AsimovError("BLUEPRINT_DUPLICATE", {
    message: `${what} would share its directory with "${other}"`,
    at,
    remedy: "Choose a name that differs in more than blanks and punctuation.",
  });
}

function checkNeeds(ledger: Ledger, steps: readonly Step[]): readonly AsimovError[] {
  const analyses = steps.filter((step) => step.kind === "analysis");
  return [...new Set(analyses.map((step) => step.subject))].flatMap((subject) => {
    const mine = analyses.filter((step) => step.subject === subject);
    const graph = new Map(listAnalyses(ledger, subject).map((analysis) => [analysis.name, analysis.needs.map((need) => need.name)]));
    for (const step of mine)
      graph.set(
        step.name,
        step.needs.map((need) => need.name),
      );
    const at = (step: (typeof mine)[number], index = 0): Place => placeIn(step.document.source, ["needs", String(index)]);
    const unknown = mine.flatMap((step) =>
      step.needs.flatMap((need, index) =>
        graph.has(need.name) || need.optional
          ? []
          : [
              new AsimovError("NEEDS_UNKNOWN", {
                message: `${step.what} needs "${need.name}", which is not an analysis of ${subject}.${didYouMean(need.name, graph.keys())}`,
                at: at(step, index),
                remedy: "Apply that analysis first or in the same file, or mark the need as optional: {name: NAME, optional: true}",
              }),
            ],
      ),
    );
    const cycle = findCycle(graph);
    const start = cycle && mine.find((step) => cycle.includes(step.name));
    if (!cycle || !start) return unknown;
    return [
      ...unknown,
      new AsimovError("NEEDS_CYCLE", {
        message: `the analyses of ${subject} need each other in a circle: ${cycle.join(" -> ")}`,
        at: at(
          start,
          start.needs.findIndex((need) => cycle.includes(need.name)),
        ),
        remedy: 'Remove one of these from its "needs".',
      }),
    ];
  });
}
