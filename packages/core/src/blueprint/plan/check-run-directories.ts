import { homedir } from "node:os";
import { resolve } from "node:path";

import {
  hasSaidRunPlaces,
  oddlySaidRunPlaces,
  reservedRunPlace,
  runPlace,
  runPlaceKeys,
  RunLinks,
  RunPlaces,
  saidRunPlacesNear,
  sharedRunPlace,
  usualRunPlacesAt,
  type RunPlace,
} from "../../analysis/index.ts";
import type { Ledger } from "../../ledger/index.ts";
import type { ProjectDirectories } from "../../project/index.ts";
import { placeIn } from "../../settings/index.ts";
import { AsimovError, slug, type Place } from "../../system/index.ts";
import type { AnalysisStep } from "./planned.ts";
import type { Step } from "./step.ts";

/**
 * What is wrong with the directories that analyses will run in: each must have one of its own, with no other in it or around it. What the ledger has
 * that is wrong already is not told again.
 */
export function checkRunDirectories(ledger: Ledger, steps: readonly Step[], directories: ProjectDirectories): readonly AsimovError[] {
  const mine = steps.filter((step) => step.kind === "analysis" || step.kind === "projectanalysis");
  if (!mine.some(isPlaced)) return [];
  const homes = mine.flatMap((step) => (isPlaced(step) ? (homeDirectory(step) ?? []) : []));
  if (homes.length > 0) return homes;
  const planned = mine.map((step) => ({ step, place: placeOf(step, directories) }));
  const byAddress = new Map(planned.map((one, index) => [one.place.address, { ...one, index }] as const));
  // As a rule nobody names one, and names of analyses are not shared.
  if (planned.every(({ place }) => place.directory === place.usual) && !hasSaidRunPlaces(ledger)) return [];
  const links = new RunLinks(ledger, directories);
  const reserved = planned.flatMap(({ step, place }) =>
    isPlaced(step) ? (reservedRunPlace(ledger, directories, links, place, whereSaid(step)) ?? []) : [],
  );
  // They are around many others, which are right.
  if (reserved.length > 0) return reserved;
  const stays = ({ address }: RunPlace): boolean => !byAddress.has(address);
  const places = new RunPlaces([...oddlySaidRunPlaces(ledger, directories).filter(stays), ...planned.map(({ place }) => place)], links);
  const inLedger = (place: RunPlace): RunPlace | undefined => {
    // One more than are changed here: if all are, there is no other one.
    const near = saidRunPlacesNear(ledger, directories, links, place.directory, byAddress.size + 1).filter(stays);
    return new RunPlaces(near, links).meeting(place) ?? usualRunPlacesAt(ledger, directories, links, place).find(stays);
  };
  return planned.flatMap(({ step, place }, index) => {
    if (!isPlaced(step)) return [];
    const other = places.meeting(place) ?? inLedger(place);
    if (!other) return [];
    const known = byAddress.get(other.address);
    // Of two it is told once, of the second.
    if (known && known.index > index && isPlaced(known.step)) return [];
    return [sharedRunPlace(directories, links, place, other, whereSaid(step), known && isOneDocument(step, known.step) ? oneDocument : undefined)];
  });
}

const oneDocument =
  "One document makes both: put what differs between them into its rundir, as into the name (rundir: runs/{waveform.approximant}); or take it out.";

// Whether its directory is new.
function isPlaced({ action, changes }: AnalysisStep): boolean {
  if (action === "update") return changes.some(({ path }) => runPlaceKeys.includes(path[0] ?? ""));
  return action === "add";
}

function placeOf(step: AnalysisStep, directories: ProjectDirectories): RunPlace {
  const of = step.kind === "projectanalysis" ? undefined : step.subject;
  const runner = {
    address: of === undefined ? `project:${step.name}` : `${of}/${step.name}`,
    kind: of === undefined ? "project" : "event",
    slug: slug(step.name),
    subjectSlug: of === undefined ? undefined : slug(of),
  };
  return runPlace(directories, runner, step.document.content);
}

// Only a shell knows what it stands for: here it would be a directory of that name.
function homeDirectory(step: AnalysisStep): AsimovError | undefined {
  const { content } = step.document;
  const key = runPlaceKeys.find((one) => (content[one] ?? null) !== null);
  const said = key === undefined ? undefined : content[key];
  if (typeof said !== "string" || !said.startsWith("~")) return undefined;
  const written = /^~($|[/])/.test(said) ? resolve(homedir(), said.replace(/^~[/]*/, "")) : "/home/NAME/...";
  return new AsimovError("RUN_DIRECTORY_HOME", {
    message: `${key} is ${said}: "~" is not read as a home directory here`,
    at: whereSaid(step),
    remedy: `Write the absolute path: ${key}: ${written}; a directory of the project that is really called so is ./${said}`,
  });
}

function whereSaid({ document: { content, source } }: AnalysisStep): Place {
  return placeIn(source, [runPlaceKeys.find((key) => content[key] !== undefined) ?? "name"]);
}

function isOneDocument({ document: { source } }: AnalysisStep, { document: { source: other } }: AnalysisStep): boolean {
  return source.file === other.file && source.document === other.document;
}
