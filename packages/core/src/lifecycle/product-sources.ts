import type { ContextData } from "../pipeline/remote/index.ts";
import { formatPath, type SettingPath } from "../settings/index.ts";
import type { Snapshot, UsedAnalysis } from "./record/index.ts";

/** Something that a line of a config file took from an attempt of another analysis. */
export interface UsedProduct extends UsedAnalysis {
  /** An asset such as `psds.H1`, a setting such as `settings.data.segment length`, or `run directory`. */
  readonly product: string;
}

/** What stands at `path` of the view that a pipeline has of its analysis: the product of an attempt of another one, or the key of a setting that says it. */
export function sourceOf(path: SettingPath, view: ContextData["analysis"], snapshot: Snapshot): UsedProduct | string {
  const [list = "", index = "", ...rest] = path;
  if (list === "needs" || list === "analyses") return { product: productName(rest), ...snapshot[list]![Number(index)]! };
  const product = formatPath(list === "inputs" ? path.slice(1) : path);
  const found = list === "inputs" ? offering(index, view, snapshot) : snapshot.needs.find(({ address }) => address === view.psds[index]?.[0]?.from);
  return found ? { product, ...found } : product;
}

// That only one of them offers it was seen to when the pipeline read it.
function offering(asset: string, { needs }: ContextData["analysis"], snapshot: Snapshot): UsedAnalysis | undefined {
  return snapshot.needs[needs.findIndex(({ assets }) => Object.hasOwn(assets, asset))];
}

function productName([kind = "", ...rest]: SettingPath): string {
  if (kind === "assets") return formatPath(rest);
  return kind === "runDirectory" ? "run directory" : formatPath([kind, ...rest]);
}
