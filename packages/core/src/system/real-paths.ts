import { lstatSync, readlinkSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

import { systemCode } from "./errors.ts";

/** Real paths, each looked up once, and the symbolic links that were met on the way. */
export class RealPaths {
  readonly #known = new Map<string, string>();
  readonly #links = new Map<string, string>();

  /** The symbolic links that were met, by the paths under which they were, with where they lead to. */
  get links(): ReadonlyMap<string, string> {
    return this.#links;
  }

  /** The real path of an absolute path; of what is not there, that of the nearest directory above it that is, and the rest. */
  of(path: string): string {
    const known = this.#known.get(path);
    if (known !== undefined) return known;
    const above = dirname(path);
    const here = above === path ? path : join(this.of(above), basename(path));
    // Whoever comes here again in a loop of links gets an end.
    this.#known.set(path, here);
    const real = this.#followed(here);
    if (real !== here) this.#links.set(path, real);
    this.#known.set(path, real);
    return real;
  }

  #followed(path: string): string {
    try {
      if (!lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) return path;
      return realpathSync(path);
    } catch (error) {
      // What can't be looked into is taken as it is written; links may lead to what will be there later.
      return systemCode(error) === "ENOENT" ? this.of(resolve(dirname(path), readlinkSync(path))) : path;
    }
  }
}
