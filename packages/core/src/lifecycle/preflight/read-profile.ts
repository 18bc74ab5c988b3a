import { basename, extname } from "node:path";

import type { Document, Node, YAMLMap } from "yaml";

import { AsimovError, didYouMean, throwAll, type Place } from "../../system/index.ts";
import { canonicalName, isKnownCommand, knownCommands } from "../../workflow/index.ts";
import type { SaidRule, SiteProfile } from "./profile.ts";
import { readRule, type Field } from "./read-rule.ts";

/** A profile as its file says it, before what it extends is added. */
export interface ProfileFile extends Omit<SiteProfile, "rules"> {
  readonly rules: readonly SaidRule[];
  /** The name of another profile, of which all counts that this one does not say. */
  readonly extends?: string | undefined;
}

const fields = ["about", "extends", "commands"];

/** The name of the profile that a file holds. */
export function profileName(file: string): string {
  return basename(file, extname(file));
}

/** Reads a profile: YAML such as `commands: {request_disk: {required: true}}`. Throws `SITE_PROFILE_INVALID` with all that is wrong in it. */
export async function readProfile(text: string, file: string): Promise<ProfileFile> {
  // Imported where it is used: most commands read none.
  const { isMap, isScalar, isSeq, LineCounter, parseDocument } = await import("yaml");
  const lines = new LineCounter();
  const document: Document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const problems: AsimovError[] = [];
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const placeOf = (node: unknown): Place => place((node as Node | null)?.range?.[0] ?? 0);
  const refuse = (at: Place, message: string, remedy?: string): void =>
    void problems.push(new AsimovError("SITE_PROFILE_INVALID", { message, at, remedy }));
  for (const { pos, message } of document.errors) refuse(place(pos[0]), `not readable as YAML: ${message}`);
  throwAll(problems);
  const entriesOf = (map: YAMLMap): readonly Field[] =>
    map.items.map(({ key, value }) => ({
      name: isScalar(key) ? String(key.value) : "",
      at: placeOf(key),
      value: value === null ? null : ((value as Node).toJS(document) as unknown),
      valueAt: placeOf(value ?? key),
      node: value as Node | null,
    }));
  const top = document.contents;
  if (!isMap(top)) {
    refuse(place(0), "a profile is a map of about, extends and commands", example);
    throwAll(problems);
  }
  const said: { about?: string; extends?: string } = {};
  const rules: SaidRule[] = [];
  for (const { name, at, value, valueAt, node } of entriesOf(top as YAMLMap)) {
    if (!fields.includes(name)) refuse(at, `"${name}" is no field of a profile.${didYouMean(name, fields)}`, `Fields: ${fields.join(", ")}.`);
    else if (name !== "commands") {
      if (typeof value === "string" && value.trim() !== "") said[name as "about" | "extends"] = value.trim();
      else refuse(valueAt, `"${name}" must be a text, not ${JSON.stringify(value)}`);
    } else if (!isMap(node)) refuse(valueAt, `"commands" must be a map from commands to rules, not ${JSON.stringify(value)}`, example);
    else
      for (const command of entriesOf(node)) {
        const canonical = canonicalName(command.name);
        if (!isKnownCommand(canonical)) {
          const written = canonical.startsWith("my.") ? command.name : canonical;
          refuse(
            command.at,
            `"${command.name}" is no command of a submit file.${didYouMean(written, knownCommands)}`,
            "An attribute of the job is +NAME.",
          );
          continue;
        }
        for (const one of isSeq(command.node) ? command.node.items : [command.node]) {
          if (isMap(one)) rules.push(readRule(canonical, command.name, entriesOf(one), refuse));
          else refuse(placeOf(one), `a rule is a map such as {required: true}, not ${JSON.stringify(command.value)}`, example);
        }
      }
  }
  if (rules.length === 0 && said.extends === undefined && problems.length === 0)
    refuse(place(0), "it has no commands, so it would let everything pass", example);
  throwAll(problems);
  return { name: profileName(file), file, ...said, rules };
}

const example = "Write, for example: commands: {request_disk: {required: true, fix: request_disk = 5GB}}";
