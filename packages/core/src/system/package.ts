import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { dirname, join } from "node:path";

/** Whether our code runs from its sources, in development: then packages of ours, and plugins, resolve to their sources too. */
export const runsFromSources: boolean = import.meta.url.endsWith(".ts");

// Where modules are below it differs between sources and what is installed, where several are one file.
const root = packageRoot();

/** A file of this package, by its path in `assets/` or `package.json`. */
export function packageFile(path: string): string {
  return join(root, path);
}

/** The module of one of our programs that run as processes of their own, by its path below the sources, such as `scheduler/local/supervisor-main`. */
export function programModule(path: `${string}-main`): URL {
  return pathToFileURL(join(root, runsFromSources ? `src/${path}.ts` : `dist/${path}.js`));
}

function packageRoot(): string {
  let directory = import.meta.dirname;
  while (!existsSync(join(directory, "package.json"))) directory = dirname(directory);
  return directory;
}
