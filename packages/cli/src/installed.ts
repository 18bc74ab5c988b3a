import type { InstalledPipelines } from "@asimov-gw/core/blueprint";
import { discoverPlugins, entriesOf, vocabularyOf, type Discovery } from "@asimov-gw/core/plugins";
import { findProject } from "@asimov-gw/core/project";
import type { Vocabulary } from "@asimov-gw/core/settings";
import { AsimovError } from "@asimov-gw/core/system";

/** The plugins of the project around `directory`, or outside of one those that are seen from there. */
export function pluginsAround(directory: string): Discovery {
  return discoverPlugins({ projectDirectory: projectOr(directory), launcher: process.argv[1] });
}

/** The pipelines that are installed around `directory`, and the vocabulary there. */
export function vocabularyAround(directory: string): { readonly installed: InstalledPipelines; readonly vocabulary: Vocabulary } {
  const discovery = pluginsAround(directory);
  const installed = new Map([...entriesOf(discovery, "pipelines")].map(([name, entry]) => [name, entry.package.version]));
  return { installed, vocabulary: vocabularyOf(discovery) };
}

/** The project around `directory`, or `directory` itself outside of one. */
export function projectOr(directory: string): string {
  try {
    return findProject(directory, "may be missing");
  } catch (error) {
    if (error instanceof AsimovError && error.code === "PROJECT_NOT_FOUND") return directory;
    throw error;
  }
}
