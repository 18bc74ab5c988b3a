import { delimiter, dirname } from "node:path";

import type { AnalysisView, EnvironmentView, Settings, Value } from "@asimov-gw/core/pipeline";

import { builder } from "../options/index.ts";
import { absolute } from "../files.ts";
import { at, isMap, textAt, textsAt, unsuitable } from "../settings.ts";

/**
 * The environment of RIFT's builder, beside that of asimov, which stays as it is. Variables of the settings come first, and the directory of RIFT's
 * programs is the first of PATH. Throws `SETTING_UNSUITABLE`.
 */
export function builderVariables(
  { settings, projectDirectory }: Pick<AnalysisView, "settings" | "projectDirectory">,
  environment: EnvironmentView,
): Readonly<Record<string, string>> {
  const given = givenVariables(settings);
  const image = textAt(settings, "scheduler", "singularity image");
  const derived: Readonly<Record<string, string | undefined>> = {
    LIGO_ACCOUNTING: environment.accounting.group ?? textAt(settings, "scheduler", "accounting group"),
    LIGO_USER_NAME: environment.accounting.user,
    RIFT_REQUIRE_GPUS: joined(
      textsAt(settings, "scheduler", "gpu architectures").map((name) => `(DeviceName=!="${name}")`),
      "&&",
    ),
    RIFT_AVOID_HOSTS: joined(textsAt(settings, "scheduler", "avoid hosts"), ","),
    RIFT_BOOLEAN_LIST: joined(textsAt(settings, "scheduler", "extra condor require true"), ","),
    SINGULARITY_RIFT_IMAGE: image === undefined ? undefined : absolute(image, projectDirectory),
    SINGULARITY_BASE_EXE_DIR: textAt(settings, "scheduler", "singularity base exe directory"),
  };
  const known = Object.entries(derived).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return { ...Object.fromEntries(known), ...given, PATH: pathOf(environment, given["PATH"]) };
}

/**
 * What the jobs of the workflow need of these: RIFT's jobs run each other's programs by their names, and have what the settings say for jobs.
 * Throws `SETTING_UNSUITABLE` for what a workflow file can't hold.
 */
export function jobVariables(settings: Settings, variables: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const given = givenVariables(settings);
  for (const [name, value] of Object.entries(given)) {
    if (name !== "PATH" && /[;'"\r\n]/.test(value))
      throw unsuitable(`scheduler.environment variables.${name}`, "has a semicolon, a quote or several lines, which a workflow file can't hold");
  }
  const path = (variables["PATH"] ?? "").split(delimiter).filter((directory) => !/[;'"\s]/.test(directory));
  return { ...given, PATH: path.join(delimiter) };
}

function givenVariables(settings: Settings): Readonly<Record<string, string>> {
  const given = at(settings, "scheduler", "environment variables");
  if (given === undefined) return {};
  if (!isMap(given)) throw unsuitable("scheduler.environment variables", "is no map", "Write it as a map: {OMP_NUM_THREADS: 1}.");
  return Object.fromEntries(
    Object.entries(given)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, variableText(name, value)]),
  );
}

function variableText(name: string, value: Value): string {
  const key = `scheduler.environment variables.${name}`;
  if (!/^[A-Za-z_]\w*$/.test(name)) throw unsuitable(key, "can't be the name of a variable");
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string" || typeof value === "number") return String(value);
  throw unsuitable(key, `is ${JSON.stringify(value)}, expected text or a number`);
}

// The builder and its jobs look for their sister programs on PATH only.
function pathOf(environment: EnvironmentView, given: string | undefined): string {
  return [dirname(environment.find(builder)), given ?? process.env["PATH"] ?? ""].join(delimiter);
}

function joined(texts: readonly string[], separator: string): string | undefined {
  return texts.length === 0 ? undefined : texts.join(separator);
}
