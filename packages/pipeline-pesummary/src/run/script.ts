import { join } from "node:path";

import { morePages, newPages, pagesOfMetafile, withoutLabels, type Plan, type Summary } from "../summary/index.ts";

/** Where one run of PESummary works. */
export interface Place {
  /** Its own directory, absolute. */
  readonly directory: string;
  /** The pages that were published before. */
  readonly published: string;
}

/** Absolute paths of the programs. */
export interface Programs {
  readonly summarypages: string;
  readonly summarymodify: string;
}

/** Where the pages are made. */
export function pagesIn(directory: string): string {
  return join(directory, "pages");
}

/**
 * The script of the job: it begins anew each time that it runs, and works on copies of what was published. A person can run it too.
 * Throws `PESUMMARY_PATH`.
 */
export function scriptFor(plan: Plan, summary: Summary, place: Place, programs: Programs): string {
  const pages = pagesIn(place.directory);
  const former = join(place.directory, "former");
  return [
    "#!/bin/sh",
    "set -eu",
    line("cd", [place.directory]),
    line("rm -rf", [pages, former]),
    ...steps(plan, summary, { ...place, pages, former }, programs),
    "",
  ].join("\n");
}

function steps(
  plan: Plan,
  { options, sources }: Summary,
  place: Place & { readonly pages: string; readonly former: string },
  programs: Programs,
): readonly string[] {
  const { pages, former, published } = place;
  const summarypages = quoted(programs.summarypages);
  if (plan.kind === "new") return [line(summarypages, newPages({ options, sources }, pages))];
  if (plan.kind === "add") {
    const added = sources.filter(({ label }) => plan.labels.includes(label));
    return [line("cp -R", [published, pages]), line(summarypages, morePages({ options, sources: added }, pages))];
  }
  const metafile = join(former, "posterior_samples.h5");
  return [
    line("mkdir", [former]),
    line("cp", [join(published, "samples", "posterior_samples.h5"), metafile]),
    line(quoted(programs.summarymodify), withoutLabels(plan.labels, metafile, former)),
    line(summarypages, pagesOfMetafile(options, metafile, pages)),
  ];
}

// An option with its values on a line of its own.
function line(command: string, args: readonly string[]): string {
  return args.reduce((text, argument) => `${text}${argument.startsWith("--") ? " \\\n  " : " "}${quoted(argument)}`, command);
}

function quoted(text: string): string {
  return /^[\w./:=+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
