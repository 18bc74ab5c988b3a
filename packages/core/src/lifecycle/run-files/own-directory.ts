import {
  oddlySaidRunPlaces,
  reservedRunPlace,
  RunPlaces,
  saidRunPlacesNear,
  sharedRunPlace,
  usualRunPlacesAt,
  type Analysis,
} from "../../analysis/index.ts";
import { typed } from "../../system/index.ts";
import { othersAt } from "./others-files.ts";
import { directoriesIn, runPlaceOf } from "../paths.ts";
import type { Session } from "../session.ts";

/**
 * Makes sure that what runs in `directory` has that for itself: its builder may write anything there, and what is there goes to the trash with it.
 * Blueprints are looked at when they are applied; this is for what was applied before, and for what was undone or restored since.
 * Throws `RUN_DIRECTORY_RESERVED` or `RUN_DIRECTORY_SHARED`.
 */
export function refuseOthersDirectory({ project, runLinks: links }: Session, analysis: Analysis, directory: string): void {
  const { ledger } = project;
  const { address } = analysis;
  const directories = directoriesIn(project);
  const place = { ...runPlaceOf(project, analysis), directory };
  const reserved = reservedRunPlace(ledger, directories, links, place, address, another(address));
  if (reserved) throw reserved;
  const said = [...saidRunPlacesNear(ledger, directories, links, directory, 2), ...oddlySaidRunPlaces(ledger, directories)];
  const named = new RunPlaces(said, links).meeting(place) ?? usualRunPlacesAt(ledger, directories, links, place)[0];
  const other = named ?? othersAt(ledger, links, analysis, directory);
  if (other) throw sharedRunPlace(directories, links, place, other, address, another(directory === place.usual ? other.address : address));
}

function another(address: string): string {
  const [set, restart] = [`asimov analysis set ${typed(address)} rundir=DIR`, `asimov analysis restart ${typed(address)} --refresh`];
  return `Let ${address} run in a directory of its own: ${set}; what is built already goes there after: ${restart}`;
}
