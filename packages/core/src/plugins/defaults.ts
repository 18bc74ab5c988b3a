import { isMap, type PipelineDefaults, type Value } from "../settings/index.ts";
import { AsimovError } from "../system/index.ts";

/** The defaults in the `asimov` section of a `package.json`, by pipeline, and what is wrong with others. */
export function readDefaults(
  section: Value | undefined,
  pipelines: readonly string[],
  file: string,
): { readonly defaults: ReadonlyMap<string, PipelineDefaults>; readonly problems: readonly AsimovError[] } {
  if (section === undefined) return { defaults: new Map(), problems: [] };
  if (!isMap(section)) return { defaults: new Map(), problems: [invalid(`"defaults" is ${JSON.stringify(section)}, not a map`, file)] };
  const all = Object.entries(section).map(([name, settings]) => ({ name: name.toLowerCase(), settings }));
  return {
    defaults: new Map(all.flatMap(({ name, settings }) => (isMap(settings) && pipelines.includes(name) ? [[name, { settings, file }]] : []))),
    problems: all.flatMap(({ name, settings }) => {
      if (!pipelines.includes(name)) return [invalid(`it has defaults of pipeline "${name}", which is not one of its own`, file)];
      return isMap(settings) ? [] : [invalid(`its defaults of pipeline "${name}" are ${JSON.stringify(settings)}, not a map`, file)];
    }),
  };
}

function invalid(message: string, file: string): AsimovError {
  const remedy = 'Its author writes settings by pipeline: "defaults": {"NAME": {"likelihood": {"sample rate": 2048}}}.';
  return new AsimovError("PLUGIN_DEFAULTS", { message, at: { file }, remedy });
}
