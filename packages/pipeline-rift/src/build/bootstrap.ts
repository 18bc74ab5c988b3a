import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

import { AsimovError, type AnalysisView } from "@asimov-gw/core/pipeline";

import { assumed } from "../config/index.ts";
import { absolute } from "../files.ts";
import { at, textAt, unsuitable } from "../settings.ts";
import { filesOf } from "./needed.ts";
import { writeGrid, type Building } from "./tools.ts";

type View = Pick<AnalysisView, "settings" | "needs" | "projectDirectory" | "configFile" | "slug">;

/** Where the first grid of points comes from, beside or instead of the one that RIFT lays around the trigger. */
export type Bootstrap =
  | { readonly kind: "grid"; readonly file: string; readonly supplements: boolean; readonly key: string }
  | { readonly kind: "samples"; readonly files: readonly string[]; readonly key: string };

/**
 * What `sampler.manual grid`, `bootstrap`, `scheduler.bootstrap file` or `scheduler.bootstrap upstream` says, at most one of them.
 * Throws `SETTING_UNSUITABLE`, `BOOTSTRAP_MISSING`.
 */
export function bootstrapOf(view: View): Bootstrap | undefined {
  const { settings, projectDirectory } = view;
  const said = sources.filter(({ path }) => ![undefined, false].includes(at(settings, ...path) as undefined));
  const [source, other] = said;
  if (source === undefined) return undefined;
  const key = source.path.join(".");
  if (other) throw unsuitable(key, `can't stand beside "${other.path.join(".")}"`, "Keep one of them.");
  if (key === "sampler.manual grid")
    return { kind: "grid", file: absolute(textAt(settings, ...source.path)!, projectDirectory), supplements: false, key };
  const value = at(settings, ...source.path);
  if (value === true) return ofNeeded(view, key);
  if (typeof value !== "string") throw unsuitable(key, `is ${JSON.stringify(value)}, expected a needed analysis, a file, or true`);
  return key === "bootstrap" ? named(view, value) : ofFile(absolute(value, projectDirectory), key);
}

/** The file with the first grid that the config file names; `inputs` is where it is made of samples. */
export function gridOf(bootstrap: Bootstrap | undefined, inputs: string): string | undefined {
  return bootstrap?.kind === "samples" ? join(inputs, "bootstrap.xml.gz") : bootstrap?.file;
}

/** Makes the first grid of samples, where it comes from some. */
export async function makeGrid(building: Building): Promise<void> {
  const { settings } = building.analysis;
  const bootstrap = bootstrapOf(building.analysis);
  if (bootstrap?.kind !== "samples") return;
  const size = at(settings, "scheduler", "bootstrap size") ?? 2000;
  const said = assumed(settings);
  const spins = said?.nospin ? "none" : said?.nonprecessing ? "aligned" : "all";
  await writeGrid(building, { time: at(settings, "event time"), samples: bootstrap.files, size, spins }, "bootstrap.xml.gz");
}

const sources: readonly { readonly path: readonly string[] }[] = [
  { path: ["sampler", "manual grid"] },
  { path: ["bootstrap"] },
  { path: ["scheduler", "bootstrap file"] },
  { path: ["scheduler", "bootstrap upstream"] },
];

function named(view: View, value: string): Bootstrap {
  if (view.needs.some(({ name }) => name === value)) return ofNeeded(view, "bootstrap", value);
  // As older projects have it: a grid beside the config file.
  const file = value === "manual" ? join(dirname(view.configFile), `${view.slug}_bootstrap.xml.gz`) : absolute(value, view.projectDirectory);
  if (existsSync(file)) return ofFile(file, "bootstrap");
  throw new AsimovError("BOOTSTRAP_MISSING", {
    message: `"bootstrap" is ${JSON.stringify(value)}, which is neither an analysis that this one needs nor a file: ${file}`,
    remedy: `Add it to "needs", put the file there, or remove "bootstrap".`,
  });
}

function ofFile(file: string, key: string): Bootstrap {
  return /\.xml(\.gz)?$/.test(file) ? { kind: "grid", file, supplements: true, key } : { kind: "samples", files: [file], key };
}

function ofNeeded({ needs }: View, key: string, name?: string): Bootstrap {
  const offering = needs.filter((need) => (name === undefined || need.name === name) && filesOf(need.assets["samples"]).length > 0);
  if (offering.length === 1) return { kind: "samples", files: filesOf(offering[0]!.assets["samples"]), key };
  const names = offering.map((need) => need.name).join(" and ");
  const found = offering.length > 1 ? `several offer some: ${names}` : `${name ?? "none of them"} offers ${name === undefined ? "any" : "none"}`;
  throw new AsimovError("BOOTSTRAP_MISSING", {
    message: `"${key}" takes samples of an analysis that this one needs, and ${found}`,
    remedy: offering.length === 0 ? 'Add an analysis with samples to "needs", or remove it.' : 'Name one of them: "bootstrap: NAME".',
  });
}
