import type { AnalysisView, Assets } from "@asimov-gw/core/pipeline";

import { filesOf } from "./combined.ts";
import { labelsFor } from "./labels.ts";
import { toldBySettings } from "./settings.ts";
import type { Source } from "./source.ts";

/** The samples of one analysis, called after it; none where it has no samples. Throws `PESUMMARY_SETTING`. */
export function singleSources(analysis: AnalysisView, assets: Assets): readonly Source[] {
  const files = filesOf(assets["samples"]);
  const labels = labelsFor(files.map((_, index) => (files.length > 1 ? `${analysis.name}_${index + 1}` : analysis.name)));
  return files.map((samples, index) => ({
    label: labels[index]!,
    samples,
    config: filesOf(assets["config"])[0] ?? analysis.configFile,
    ...toldBySettings(analysis.settings, analysis.projectDirectory),
    psds: { ...analysis.psds },
  }));
}
