import { resolve } from "node:path";

import { findAnalysis, type Analysis } from "../analysis/index.ts";
import type { Ledger } from "../ledger/index.ts";
import type { AssetValue, Assets, CombinedAnalysis, NeededAnalysis } from "../pipeline/index.ts";
import type { ContextData } from "../pipeline/remote/index.ts";
import { currentNames, isMap, pathKey } from "../settings/index.ts";
import type { Project } from "../project/index.ts";
import { recordedAssets } from "./assets.ts";
import { pagesDirectory } from "./pages.ts";
import { offeredAssets } from "./offered-assets.ts";
import { configuredPostprocessors } from "./postprocessing/index.ts";
import type { Session } from "./session.ts";
import { type Attempt, attemptsOf, type Snapshot, type UsedAnalysis } from "./record/index.ts";

/** What is known of an attempt that is about to be made, or was made. */
export type AttemptFacts = Pick<Attempt, "number" | "snapshot" | "configFile" | "runDirectory"> & Partial<Pick<Attempt, "id" | "workflow">>;

/** The data that a pipeline, or another `program` that works on its results, sees of one attempt of an analysis. */
export function contextOf(session: Session, analysis: Analysis, attempt: AttemptFacts, program: string = analysis.pipeline): ContextData {
  const { project } = session;
  const { snapshot } = attempt;
  const needs = snapshot.needs.map((one) => neededAnalysis(project, lookUp(project.ledger, one)));
  return {
    analysis: {
      name: analysis.name,
      slug: analysis.slug,
      address: analysis.address,
      subject: analysis.subject ?? "",
      pipeline: analysis.pipeline,
      attempt: attempt.number,
      settings: currentNames(snapshot.settings, project.ledger.formerNames.of(analysis.pipeline)),
      needs,
      analyses: (snapshot.analyses ?? []).map((one) => combinedAnalysis(project, lookUp(project.ledger, one))),
      subjects: (snapshot.subjects ?? []).map(({ name, settings }) => ({ name, settings })),
      psds: psdOffers(project.directory, snapshot, needs, analysis),
      runDirectory: attempt.runDirectory,
      configFile: attempt.configFile,
      projectDirectory: project.directory,
      pagesDirectory: pagesDirectory(project, analysis),
    },
    environment: { prefix: prefixOf(session, program), accounting: project.config.accounting },
    workflow: attempt.workflow,
    assets: attempt.id === undefined ? {} : recordedAssets(project.ledger, attempt.id),
    postprocessors: configuredPostprocessors(snapshot.settings).map(({ name }) => name),
    status: analysis.status,
  };
}

function prefixOf(session: Session, program: string): string | undefined {
  const prefix = session.project.config.pipelines[program]?.environment;
  return prefix === undefined ? undefined : resolve(session.project.directory, prefix);
}

interface Used {
  readonly analysis: Analysis;
  readonly attempt: Attempt | undefined;
}

function lookUp(ledger: Ledger, { address, attempt }: UsedAnalysis): Used {
  const analysis = findAnalysis(ledger, address);
  return { analysis, attempt: attemptsOf(ledger, analysis).find(({ number }) => number === attempt) };
}

function combinedAnalysis(project: Project, used: Used): CombinedAnalysis {
  const { attempt } = used;
  return {
    ...neededAnalysis(project, used),
    settings: attempt?.snapshot.settings ?? {},
    psds: attempt ? psdsOf(project, used.analysis, attempt) : {},
  };
}

// It was built with them, so no two are offered for one detector.
function psdsOf(project: Project, analysis: Analysis, { snapshot }: Attempt): CombinedAnalysis["psds"] {
  const needs = snapshot.needs.map((one) => neededAnalysis(project, lookUp(project.ledger, one)));
  const offers = Object.entries(psdOffers(project.directory, snapshot, needs, analysis));
  return Object.fromEntries(offers.flatMap(([detector, [offer]]) => (offer ? [[detector, offer.path]] : [])));
}

function neededAnalysis(project: Project, { analysis, attempt }: Used): NeededAnalysis {
  return {
    name: analysis.name,
    subject: analysis.subject ?? "",
    pipeline: analysis.pipeline,
    runDirectory: attempt?.runDirectory ?? "",
    assets: attempt ? offeredAssets(project, attempt.id) : {},
  };
}

// Analysis over needed analyses over subject: only the analysis's own layer comes before what others offer.
function psdOffers(directory: string, snapshot: Snapshot, needs: readonly NeededAnalysis[], analysis: Analysis): ContextData["analysis"]["psds"] {
  const offers: Record<string, { path: string; from: string }[]> = {};
  const settings = isMap(snapshot.settings["psds"]) ? snapshot.settings["psds"] : {};
  const set = Object.entries(settings).flatMap(([detector, path]) => {
    const layer = snapshot.lineage[pathKey(["psds", detector])]?.layer ?? "";
    return typeof path === "string" ? [{ detector, path: resolve(directory, path), layer }] : [];
  });
  const own = set.filter(({ layer }) => layer === `analysis ${analysis.name}`);
  const needed = needs.flatMap((need) =>
    perDetector(need.assets).map(({ detector, path }) => ({
      detector,
      path,
      layer: need.subject === "" ? `project:${need.name}` : `${need.subject}/${need.name}`,
    })),
  );
  for (const source of [own, needed, set]) {
    const known = new Set(Object.keys(offers));
    for (const { detector, path, layer } of source) if (!known.has(detector)) (offers[detector] ??= []).push({ path, from: layer });
  }
  return offers;
}

function perDetector(assets: Assets): readonly { readonly detector: string; readonly path: string }[] {
  const psds: AssetValue | undefined = assets["psds"];
  if (psds === undefined || typeof psds === "string" || Array.isArray(psds)) return [];
  return Object.entries(psds).flatMap(([detector, path]) => (typeof path === "string" ? [{ detector, path }] : []));
}
