import { relative } from "node:path";

import { publishedPages } from "@asimov-gw/core/lifecycle/results";

import { targets } from "../selection.ts";
import { formatTable } from "../table.ts";
import { withProject } from "../with-project.ts";

/** Options of `asimov pages`. */
export interface PagesOptions {
  readonly where?: readonly string[];
  readonly json?: boolean;
}

/** `asimov pages`: the web pages of analyses that were published. */
export async function pages(
  directory: string,
  command: string,
  subject: string | undefined,
  name: string | undefined,
  options: PagesOptions,
): Promise<void> {
  await withProject(directory, command, async (project) => {
    const analyses = await targets(project.ledger, subject, name, options.where);
    const found = analyses.flatMap((analysis) => publishedPages(project, analysis).map((one) => ({ analysis: analysis.address, ...one })));
    if (options.json) {
      process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
      return;
    }
    const rows = found.map(({ analysis, name: pagesName, start, directory: place }) => [analysis, pagesName, shown(directory, start ?? place)]);
    for (const line of found.length === 0 ? ["no pages are published"] : formatTable(rows, Infinity)) process.stdout.write(`${line}\n`);
  });
}

function shown(directory: string, path: string): string {
  const near = relative(directory, path);
  return near.startsWith("..") ? path : near;
}
