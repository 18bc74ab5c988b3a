import { isAbsolute, relative, resolve } from "node:path";

import type { Origin } from "@asimov-gw/core/settings";
import { formatPlace, type Place } from "@asimov-gw/core/system";

/** A place as people read it from `directory`: files below it by their short name. */
export function shownPlace(at: Place, directory: string): string {
  const short = isAbsolute(at.file) ? relative(resolve(directory), at.file) : at.file;
  return formatPlace(short === "" || short.startsWith("..") ? at : { ...at, file: short });
}

/** A layer as people read it: what is derived with what it was computed from. */
export function shownLayer({ layer, from }: Pick<Origin, "layer" | "from">): string {
  return from ? `${layer} from ${from.join(", ")}` : layer;
}

/** A place together with the former spelling that stands there, if it does. */
export function shownWriting({ at, writtenAs }: Pick<Origin, "at" | "writtenAs">, directory: string): string {
  const words = [...(at ? [shownPlace(at, directory)] : []), ...(writtenAs === undefined ? [] : [`(written as ${writtenAs})`])];
  return words.join(" ");
}
