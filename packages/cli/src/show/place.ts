import { isAbsolute, relative, resolve } from "node:path";

import { formatPlace, type Place } from "@asimov-gw/core/system";

/** A place as people read it from `directory`: files below it by their short name. */
export function shownPlace(at: Place, directory: string): string {
  const short = isAbsolute(at.file) ? relative(resolve(directory), at.file) : at.file;
  return formatPlace(short === "" || short.startsWith("..") ? at : { ...at, file: short });
}
