import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { AsimovError } from "../../system/index.ts";
import type { AnalysisView, EnvironmentView, RenderedConfig } from "../types.ts";

/** Renders the config file of `pipeline` from its class's template. Throws `PIPELINE_NO_TEMPLATE`, or what the template engine throws. */
export async function renderConfig(pipeline: object, analysis: AnalysisView, environment: EnvironmentView): Promise<RenderedConfig> {
  const { template } = pipeline.constructor as { readonly template?: URL | string | undefined };
  if (template === undefined) {
    throw new AsimovError("PIPELINE_NO_TEMPLATE", {
      message: `pipeline "${analysis.pipeline}" declares no template for its config file`,
      remedy: 'Add to the class: static template = new URL("../templates/NAME.ini.hbs", import.meta.url)',
    });
  }
  const { renderTemplate } = await import("../template/index.ts");
  const file = fileURLToPath(template);
  return renderTemplate(await readFile(file, "utf8"), { settings: analysis.settings, analysis, pipeline, environment }, file);
}
