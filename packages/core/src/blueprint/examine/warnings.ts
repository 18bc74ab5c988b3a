import { formatPath, placeIn, placeOfKey, type SettingPath, type Source } from "../../settings/index.ts";
import { didYouMean } from "../../system/index.ts";
import { withDot } from "../surprise.ts";
import type { BlueprintDocument } from "../parse.ts";
import type { Warning } from "../warning.ts";
import type { Reading } from "./fault.ts";

/**
 * The warning for a key that nobody reads; `readers` are those that would in other analyses, `meant` is the nearest known key. Of a pipeline without a
 * vocabulary it is not `certain`.
 */
export function unknownWarning(
  path: SettingPath,
  source: Source,
  meant: string | undefined,
  readers: readonly string[],
  pipeline: string | undefined,
  certain: boolean,
): Warning {
  const elsewhere = readers.length === 0 ? "" : `, only ${readers.join(" and ")} ${readers.length === 1 ? "does" : "do"}`;
  const nobody =
    pipeline === undefined ? "no installed pipeline reads" : certain ? `${pipeline} does not read` : `nobody describes that ${pipeline} reads`;
  return {
    code: "SETTING_UNKNOWN",
    message: `${nobody} "${formatPath(path)}"${elsewhere}.${meant === undefined ? "" : ` Did you mean "${meant}"?`}`,
    at: placeOfKey(source, path),
    remedy: meant === undefined ? "asimov vocabulary list shows all keys that are known." : `asimov vocabulary show '${meant}' tells more.`,
  };
}

/** The warning for settings of a pipeline that is not installed; `installed` are those that are. */
export function pipelineWarning(name: string, installed: ReadonlySet<string>, source: Source): Warning {
  return {
    code: "SETTING_UNKNOWN",
    message: `no pipeline "${name}" is installed, so that nothing reads its settings.${didYouMean(name.toLowerCase(), installed)}`,
    at: placeOfKey(source, ["pipelines", name]),
    remedy: "asimov plugins lists those that are installed; to add one: npm install @asimov-gw/pipeline-NAME",
  };
}

/** The warning for an old name or home of a key. */
export function deprecatedWarning(path: SettingPath, key: string, source: Source): Warning {
  return {
    code: "SETTING_DEPRECATED",
    message: `"${formatPath(path)}" is an old name of "${key}"`,
    at: placeOfKey(source, path),
    remedy: `It works; write "${key}" in what you change.`,
  };
}

/** The warning for an event that says where its analyses run, other than where they do: each of them says that itself. */
export function placeWarnings({ content, source }: BlueprintDocument, kind: string): readonly Warning[] {
  const key = ["working directory", "working_directory"].find((one) => content[one] !== undefined);
  const { name } = content;
  if (kind !== "event" || key === undefined || typeof name !== "string" || content[key] === `working/${name}`) return [];
  return [
    {
      code: "SETTING_WITHOUT_EFFECT",
      message: `"${key}" of an event changes nothing: its analyses run below the project's own directory "working"`,
      at: placeIn(source, [key]),
      remedy: 'Say "rundir" in an analysis to have it elsewhere; for all of the project set directories.working in .asimov/config.yaml.',
    },
  ];
}

/** The warning for a text such as `1e9` that is read as a number. */
export function readAsNumber({ path, text, value }: Reading["numbers"][number], source: Source): Warning {
  return {
    code: "YAML_EXPONENT",
    message: `"${formatPath(path)}" is the text ${text} in YAML 1.1, and is read as the number ${value}`,
    at: placeIn(source, path),
    remedy: `Write ${withDot(text)}, which every program reads as a number.`,
  };
}
