import { withValue, type SettingPath, type Settings, type Value } from "../../settings/index.ts";
import { AsimovError } from "../../system/index.ts";
import { parseBlueprint } from "../parse.ts";

/** One change of a document by a person: another value at a path, or none there any more. */
export interface Assignment {
  readonly path: SettingPath;
  readonly value: Value | undefined;
}

/** Reads `KEY=VALUE`, such as `likelihood.sample rate=4096`; the value is YAML. Throws `SETTING_VALUE`. */
export function parseAssignment(text: string): Assignment {
  const [key = "", ...rest] = text.split("=");
  const written = rest.join("=").trim();
  if (rest.length === 0 || written === "") {
    throw refused(text, "it is not of the form KEY=VALUE", "Write KEY=null to cut away what is inherited, and --unset KEY to take the key out.");
  }
  return { path: parseKey(key), value: parseValue(text, written) };
}

/** Reads a key such as `likelihood.sample rate`. Throws `SETTING_VALUE`. */
export function parseKey(text: string): SettingPath {
  const path = text.trim().split(".");
  if (path.some((key) => key.trim() === "")) throw refused(text, "it is no key", "Write a key such as 'likelihood.sample rate'.");
  return path;
}

/** A document with changes done to it. Throws `SETTING_FIXED` for what is not a setting. */
export function assignAll(content: Settings, assignments: readonly Assignment[], fixed: readonly string[]): Settings {
  return assignments.reduce((result, { path, value }) => {
    if (!fixed.includes(path[0]!)) return withValue(result, path, value);
    throw new AsimovError("SETTING_FIXED", {
      message: `"${path[0]!}" can't be changed like a setting`,
      remedy: path[0] === "status" ? "asimov analysis --help lists what can be decided." : "asimov copy ADDRESS NEW makes another one.",
    });
  }, content);
}

function parseValue(text: string, written: string): Value {
  const documents = read(text, written);
  const [content, ...more] = documents.map((document) => document.content);
  const value = content?.["value"];
  if (value !== undefined && more.length === 0 && Object.keys(content ?? {}).length === 1) return value;
  throw refused(text, "its value is more than one", valueRemedy);
}

function read(text: string, written: string): ReturnType<typeof parseBlueprint> {
  try {
    return parseBlueprint(`value: ${written}\n`, text);
  } catch (cause) {
    if (!(cause instanceof AsimovError)) throw cause;
    throw refused(text, `its value can't be read: ${cause.message}`, valueRemedy, cause);
  }
}

const valueRemedy = `The value is YAML on one line: 4096, text, "2.0", [H1, L1], {H1: 20}.`;

function refused(text: string, message: string, remedy: string, cause?: unknown): AsimovError {
  return new AsimovError("SETTING_VALUE", { message: `${JSON.stringify(text)}: ${message}`, remedy, cause });
}
