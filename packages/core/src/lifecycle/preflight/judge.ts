import { formatBytes } from "../../system/index.ts";
import { parseBoolean, parseMebibytes, type CommandValue, type JobCommands } from "../../workflow/index.ts";
import type { Found } from "./finding.ts";
import type { SiteProfile, SiteRule, Value } from "./profile.ts";
import { sizeUnit } from "./read-rule.ts";

/** What a profile is judged with. */
export interface Judging {
  readonly profile: Pick<SiteProfile, "name" | "rules">;
  /** The options of the scheduler, which may give commands to all jobs that lack them. */
  readonly options: Readonly<Record<string, unknown>>;
  /** What to do about a rule that is broken, in whole sentences. */
  readonly remedyFor: (rule: SiteRule) => string | undefined;
}

/** What a profile finds of the jobs of some nodes. */
export function judge(jobs: JobCommands, { profile, options, remedyFor }: Judging): readonly Found[] {
  const universe = (textOf(jobs.values.get("universe")) || "vanilla").toLowerCase();
  return profile.rules.flatMap((rule): readonly Found[] => {
    if (rule.universes.length > 0 && !rule.universes.includes(universe)) return [];
    const { level } = rule;
    const value = jobs.values.get(rule.command);
    const common = { nodes: jobs.nodes, remedy: remedyFor(rule) };
    const because = rule.why === undefined ? "" : `: ${rule.why}`;
    if (value === undefined || value.text === "") {
      if (!rule.required || isGiven(rule, options)) return [];
      const message = `${rule.name} is missing, which ${profile.name} requires${because}`;
      return [{ ...common, level, code: "SITE_COMMAND_MISSING", message, at: value?.at ?? jobs.queuedAt }];
    }
    const written = `${rule.name} = ${value.written}`;
    const found = (code: string, message: string, at: Found["level"] = level): readonly Found[] => [
      { ...common, level: at, code, message, at: value.at },
    ];
    if (value.text === undefined) {
      if (!hasLimits(rule)) return [];
      return found("SITE_NOT_CHECKED", `what ${written} comes to is known only when the job is submitted or starts: not checked`, "warning");
    }
    const fault = faultOf(value.text, rule);
    if (fault === undefined) return [];
    if (fault.kind === "open") return found("SITE_NOT_CHECKED", `${written}: ${fault.what}: not checked`, "warning");
    const is = value.text === value.written.trim() ? written : `${written}, that is ${value.text},`;
    return found(fault.kind === "unit" ? "SITE_UNIT_MISSING" : "SITE_VALUE_REFUSED", `${profile.name}: ${is} ${fault.what}${because}`);
  });
}

/** All commands that a profile asks about. */
export function commandsOf({ rules }: Pick<SiteProfile, "rules">): readonly string[] {
  return [...new Set(["universe", ...rules.map(({ command }) => command)])];
}

interface Fault {
  readonly kind: "refused" | "unit" | "open";
  readonly what: string;
}

function faultOf(text: string, rule: SiteRule): Fault | undefined {
  if (rule.refused.some((value) => fits(text, value))) return refused(rule.level === "error" ? "is refused" : "is advised against");
  if (rule.allowed.length > 0 && !rule.allowed.some((value) => fits(text, value))) return refused(`is none of ${rule.allowed.join(", ")}`);
  if (rule.matches !== undefined && !new RegExp(rule.matches).test(text)) return refused(`does not match ${rule.matches}`);
  return sizeFault(text, rule) ?? boundFault(text, rule);
}

function sizeFault(text: string, { command, required, unit }: SiteRule): Fault | undefined {
  const usual = sizeUnit(command);
  if (usual === undefined) return undefined;
  const isSize = parseMebibytes(text, usual) !== undefined;
  // What HTCondor takes for the name of an attribute that no machine has.
  if (required && !isSize && !isExpression(text)) return refused("is no size, and the job would wait for ever");
  if (!unit || !isSize || !/^[\d.]+$/.test(text)) return undefined;
  const [meant, bytes] = usual === "k" ? ["KiB", 2 ** 10] : ["MiB", 2 ** 20];
  return { kind: "unit", what: `has no unit: it is taken for ${meant}, which makes ${formatBytes(Number(text) * bytes)}` };
}

function boundFault(text: string, { command, minimum, maximum }: SiteRule): Fault | undefined {
  if (minimum === undefined && maximum === undefined) return undefined;
  const unit = sizeUnit(command);
  const value = unit === undefined ? Number(text) : (parseMebibytes(text, unit) ?? NaN);
  if (Number.isNaN(value)) return { kind: "open", what: "it is no plain value" };
  if (minimum !== undefined && value < minimum.value) return refused(`is below ${minimum.written}`);
  return maximum !== undefined && value > maximum.value ? refused(`is above ${maximum.written}`) : undefined;
}

function refused(what: string): Fault {
  return { kind: "refused", what };
}

// Anything with an operator or a call; a lone word or a number with some other unit is a mistake.
function isExpression(text: string): boolean {
  return /[()+*/?<>=&|!]/.test(text);
}

function fits(text: string, value: Value): boolean {
  if (typeof value === "boolean") return parseBoolean(text) === value;
  return unquoted(text).toLowerCase() === unquoted(String(value)).toLowerCase();
}

function unquoted(text: string): string {
  return /^"[^"]*"$/.test(text) ? text.slice(1, -1) : text;
}

function hasLimits({ refused: no, allowed, matches, minimum, maximum, unit }: SiteRule): boolean {
  return unit || no.length > 0 || allowed.length > 0 || [matches, minimum, maximum].some((limit) => limit !== undefined);
}

function isGiven({ option }: SiteRule, options: Judging["options"]): boolean {
  const value = option !== undefined && Object.hasOwn(options, option) ? options[option] : undefined;
  return typeof value === "string" && value.trim() !== "";
}

function textOf(value: CommandValue | undefined): string {
  return value?.text ?? "";
}
