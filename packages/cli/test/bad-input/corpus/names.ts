import { analysis, document, event, type Case } from "./case.ts";

const named = (name: string): string => document("event", `name: ${name}`);

/** Names that lead out of the project, into shells and into JavaScript; and others that are only odd. */
export const names: readonly Case[] = [
  { name: "a name that leads upwards", bytes: named("../../hostile") },
  { name: "a name that is a directory above", bytes: named("..") },
  { name: "an absolute path for a name", bytes: named("/etc/hostile") },
  { name: "a name with the other separator", bytes: named('"..\\\\hostile"') },
  { name: "a name with a NUL", bytes: named('"EV\\0"') },
  { name: "a name of two lines", bytes: named('"EV\\nkind: analysis"') },
  { name: "a name that turns the line around", bytes: named('"EV\\u202e1VE"') },
  { name: "a name with an invisible character", bytes: named('"EV\\u200b1"') },
  { name: "a name with a terminal's escape sequence", bytes: named('"\\e[31mEV"') },
  { name: "a name of blanks", bytes: named('"   "') },
  { name: "an empty name", bytes: named('""') },
  { name: "a name of dots and dashes", bytes: named('"-.-"') },
  { name: "a name that ends with a blank", bytes: named('"EV1 "') },
  { name: "a name longer than a directory's", bytes: named("E".repeat(300)) },
  { name: "a name that only differs from another in its blanks", bytes: named('"EV-1"\n---\nkind: event\nname: "EV 1"') },
  { name: "a number for a name", bytes: named("150914") },
  { name: "a truth for a name", bytes: named("yes") },
  { name: "a map for a name", bytes: named("{first: GW}") },
  { name: "no name", bytes: document("event", "event time: 1") },
  { name: "a name for shells", bytes: named('"$(touch hostile); `touch hostile` & | > hostile"'), accepted: true },
  { name: "a name that looks like an option", bytes: named("--help"), accepted: true },
  {
    name: "a name that all objects have",
    bytes: `${named("constructor")}---\n${analysis("name2: x").replace("event: EV1", "event: constructor")}`,
    accepted: true,
  },
  { name: "a name that changes all objects", bytes: named("__proto__"), accepted: true },
  { name: "keys that change all objects", bytes: event("__proto__: {polluted: true}", "constructor: {prototype: {polluted: true}}"), accepted: true },
];
