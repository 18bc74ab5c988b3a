import { vocabularyOf, type Discovery } from "@asimov-gw/core/plugins";

import { pluginsAround } from "../installed.ts";
import { formatError } from "../report-error.ts";
import { formatTable } from "../table.ts";

/** `asimov plugins`: what is installed, in which version, found where. Works outside a project too. */
export function plugins(directory: string, options: { readonly json?: boolean }): void {
  const discovery = pluginsAround(directory);
  const problems = [...discovery.problems, ...vocabularyOf(discovery).problems];
  if (options.json) {
    const entries = discovery.entries.map(toJson);
    const shadowed = discovery.shadowed.map(({ entry, by }) => ({ ...toJson(entry), by: by.package.foundAt }));
    process.stdout.write(`${JSON.stringify({ entries, shadowed, problems: problems.map((problem) => problem.toJSON()) }, null, 2)}\n`);
    return;
  }
  if (discovery.entries.length === 0) process.stdout.write("no plugins are installed; to add one: npm install @asimov-gw/pipeline-NAME\n");
  const rows = discovery.entries.map(({ group, name, package: { name: from, version, foundAt } }) => [group, name, `${from} ${version}`, foundAt]);
  for (const line of formatTable(rows, 1000)) process.stdout.write(`${line}\n`);
  for (const { entry, by } of discovery.shadowed) {
    process.stdout.write(`shadowed: ${entry.group} ${entry.name} of ${entry.package.foundAt}, by ${by.package.foundAt}\n`);
  }
  for (const problem of problems) process.stderr.write(`${formatError(problem)}\n`);
}

function toJson({ group, name, package: { name: from, version, foundAt, directory } }: Discovery["entries"][number]): object {
  return { group, name, package: from, version, foundAt, directory };
}
