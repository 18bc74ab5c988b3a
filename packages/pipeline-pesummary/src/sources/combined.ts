import { AsimovError, type AnalysisView, type AssetValue, type CombinedAnalysis } from "@asimov-gw/core/pipeline";

import { labelsFor } from "./labels.ts";
import { toldBySettings } from "./settings.ts";
import type { Source } from "./source.ts";

/**
 * The samples of the analyses that `analysis` combines, each called after its analysis; those without samples are left out. Throws
 * `PESUMMARY_NOTHING_COMBINED`, `PESUMMARY_SETTING`.
 */
export function combinedSources(analysis: Pick<AnalysisView, "analyses" | "projectDirectory">): readonly Source[] {
  const severalSubjects = new Set(analysis.analyses.map(({ subject }) => subject)).size > 1;
  const found = analysis.analyses.flatMap((member) => {
    const files = filesOf(member.assets["samples"]);
    const name = severalSubjects ? `${member.subject}_${member.name}` : member.name;
    return files.map((samples, index) => ({ member, samples, name: files.length > 1 ? `${name}_${index + 1}` : name }));
  });
  if (found.length === 0) {
    throw new AsimovError("PESUMMARY_NOTHING_COMBINED", {
      message: "it combines no analysis that offers samples",
      remedy: 'Name those that PESummary is to summarise: "analyses: [NAME, ...]".',
    });
  }
  const labels = labelsFor(found.map(({ name }) => name));
  return found.map(({ member, samples }, index) => ({
    label: labels[index]!,
    samples,
    config: filesOf(member.assets["config"])[0],
    ...toldBySettings(member.settings, analysis.projectDirectory),
    psds: { ...member.psds },
  }));
}

/** Names of the analyses that `analysis` combines and that offer no samples. */
export function withoutSamples({ analyses }: Pick<AnalysisView, "analyses">): readonly string[] {
  return analyses.filter(({ assets }: CombinedAnalysis) => filesOf(assets["samples"]).length === 0).map(({ name }) => name);
}

/** The files of an asset in their order. */
export function filesOf(value: AssetValue | undefined): readonly string[] {
  if (value === undefined) return [];
  if (typeof value === "string") return [value];
  return Object.values(value).flat();
}
