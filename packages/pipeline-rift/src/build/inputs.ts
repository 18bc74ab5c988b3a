import { basename, dirname, join } from "node:path";

import type { AnalysisView } from "@asimov-gw/core/pipeline";

/**
 * Where the builder's input files are made, beside the run directory, which the builder insists on making itself; afterwards they are in it, as
 * `inputs`. No analysis has such a name: none begins with a dot.
 */
export function inputsOf({ runDirectory }: Pick<AnalysisView, "runDirectory">): string {
  return join(dirname(runDirectory), `.${basename(runDirectory)}.inputs`);
}
