import type { Growth, Hold, HoldClass, Observation } from "./types.ts";

/** The hold of an observation: what its scheduler says of it, else the words of its reason, sorted. */
export function holdOf({ held, reason = "the scheduler does not say why" }: Observation): Hold {
  return held ?? { class: classifyHold(reason), reason };
}

// The first that fits counts: who ran out of memory may be told which file it was writing then.
const words: readonly (readonly [HoldClass, RegExp])[] = [
  ["credentials", /credential|\btoken\b|\bproxy\b|kerberos|\bx\.?509\b|authenticat|certificate (?:has )?expired/i],
  ["memory", /memory|\bRSS\b|\boom\b/i],
  ["missing input", /no such file|\benoent\b|does not exist|missing input|as standard input|transfer input files failure|cannot (?:find|access)/i],
  ["disk", /disk|no space left|quota|\bscratch\b/i],
  ["time", /wall ?(?:clock|time)|time ?limit|run ?time|execut(?:e|ion) (?:time|duration)|job duration/i],
  [
    "policy",
    /polic|periodic[_ ]hold|not (?:allowed|permitted|authori[sz]ed)|forbidden|accounting|\bvia \w+[_ ]hold\b|\bby (?:user|administrator)\b/i,
  ],
];

/** The class of a hold by the words of its reason: for schedulers that give no code. */
export function classifyHold(reason: string): HoldClass {
  return words.find(([, pattern]) => pattern.test(reason))?.[0] ?? "other";
}

/** What a job gets that asks for `asked`: the factor times it, up to the limit; never less than it asks for. */
export function grown(asked: number, { factor, limit = Infinity }: Growth): number {
  return Math.max(asked, Math.min(asked * factor, limit));
}
