import type { AnalysisView, EnvironmentView, Settings } from "../../../src/pipeline/index.ts";
import { renderTemplate, type TemplateContext } from "../../../src/pipeline/template/index.ts";
import { AsimovError, type PlainError } from "../../../src/system/index.ts";

/** A template's context with `settings`, and whatever else a test names. */
export function contextOf(settings: Settings, pipeline: object = {}): TemplateContext {
  return { settings, analysis: analysisOf(settings), pipeline, environment };
}

/** The view of an analysis with `settings`. */
export function analysisOf(settings: Settings): AnalysisView {
  return {
    name: "pe one",
    slug: "pe-one",
    address: "GW150914/pe one",
    subject: "GW150914",
    pipeline: "test",
    attempt: 1,
    settings,
    needs: [],
    analyses: [],
    subjects: [],
    inputs: {},
    psds: { H1: "/psds/H1.dat" },
    runDirectory: "/project/working/GW150914/pe-one",
    configFile: "/project/pe-one.ini",
    projectDirectory: "/project",
    pagesDirectory: "/project/pages/GW150914/pe",
    makeConfig: () => Promise.reject(new Error("not here")),
  };
}

/** What rendering throws, as plain data. */
export function refusal(source: string, settings: Settings = {}, pipeline: object = {}): PlainError {
  return refusalOf(source, contextOf(settings, pipeline));
}

/** What rendering in a context throws, as plain data. */
export function refusalOf(source: string, context: TemplateContext): PlainError {
  try {
    renderTemplate(source, context, "test.ini.hbs");
  } catch (error) {
    if (error instanceof AsimovError) return error.toJSON();
    throw error;
  }
  throw new Error("it rendered");
}

const environment: EnvironmentView = {
  prefix: "/opt/test",
  accounting: { group: "ligo.dev" },
  find: (program) => `/opt/test/bin/${program}`,
};
