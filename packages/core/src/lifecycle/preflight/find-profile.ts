import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { entriesOf, type Discovery } from "../../plugins/index.ts";
import { configFiles } from "../../project/index.ts";
import { AsimovError, didYouMean, readIfExists, systemCode } from "../../system/index.ts";
import type { SaidRule, SiteProfile } from "./profile.ts";
import { profileName, readProfile, type ProfileFile } from "./read-profile.ts";
import { complete } from "./read-rule.ts";

/** Where profiles are looked for. */
export interface ProfilePlaces {
  readonly projectDirectory: string;
  readonly discovery: Discovery;
}

// A profile that there is.
interface KnownProfile {
  readonly name: string;
  readonly file: string;
}

/** The profile of this name, with what it extends. Throws `SITE_UNKNOWN`, or `SITE_PROFILE_INVALID` with all that is wrong in it. */
export async function profileNamed(name: string, places: ProfilePlaces): Promise<SiteProfile> {
  const profile = await resolved(name, places, []);
  return { ...profile, rules: profile.rules.map(complete) };
}

// One that extends a profile of its own name means the one that it hides.
async function resolved(name: string, places: ProfilePlaces, above: readonly KnownProfile[]): Promise<ProfileFile> {
  const hidden = new Set(above.filter((one) => keyOf(one.name) === keyOf(name)).map(({ file }) => file));
  const isWayRound = hidden.size > 0 && keyOf(above.at(-1)!.name) !== keyOf(name);
  const found = isWayRound ? undefined : allProfiles(places).find((one) => keyOf(one.name) === keyOf(name) && !hidden.has(one.file));
  if (found === undefined) throw unknown(name, places, above);
  const profile = await readProfile(readIfExists(found.file) ?? "", found.file);
  if (profile.extends === undefined) return profile;
  const base = await resolved(profile.extends, places, [...above, found]);
  return { ...profile, rules: over(base.rules, profile.rules) };
}

// What is said of a command by one rule each is put together; several rules of a command replace all that it had.
function over(base: readonly SaidRule[], own: readonly SaidRule[]): readonly SaidRule[] {
  const [before, now] = [byCommand(base), byCommand(own)];
  return [...new Set([...before.keys(), ...now.keys()])].flatMap((command) => {
    const [old = [], said = []] = [before.get(command), now.get(command)];
    if (said.length === 0) return old;
    return old.length === 1 && said.length === 1 ? [{ ...old[0]!, ...said[0]! }] : said;
  });
}

function byCommand(rules: readonly SaidRule[]): ReadonlyMap<string, readonly SaidRule[]> {
  return Map.groupBy(rules, ({ command }) => command);
}

function unknown(name: string, places: ProfilePlaces, above: readonly KnownProfile[]): AsimovError {
  const known = knownProfiles(places).map((one) => one.name);
  const from = above.at(-1);
  const isThere = known.some((one) => keyOf(one) === keyOf(name));
  const isItself = from !== undefined && keyOf(from.name) === keyOf(name);
  const missing = isItself
    ? "and there is no other profile of that name"
    : isThere
      ? "which extends it in turn"
      : `of which there is no profile.${didYouMean(name, known)}`;
  const message = from === undefined ? `there is no profile of a site "${name}".${didYouMean(name, known)}` : `it extends "${name}", ${missing}`;
  const [ours, users] = configFiles(places.projectDirectory).map((file) => join(dirname(file), "sites"));
  return new AsimovError(from === undefined ? "SITE_UNKNOWN" : "SITE_PROFILE_INVALID", {
    message,
    at: from && { file: from.file },
    remedy: `Known: ${known.join(", ") || "none; packages of schedulers bring some"}. Your own: ${join(ours!, `${name}.yaml`)} or ${join(users!, `${name}.yaml`)}.`,
  });
}

// By name, each once.
function knownProfiles(places: ProfilePlaces): readonly KnownProfile[] {
  const first = new Map<string, KnownProfile>();
  for (const profile of allProfiles(places)) if (!first.has(keyOf(profile.name))) first.set(keyOf(profile.name), profile);
  return [...first.values()].toSorted((a, b) => (keyOf(a.name) < keyOf(b.name) ? -1 : 1));
}

// Those beside the configuration of the project, the user and the machine, then those of packages: the first of a name counts.
function allProfiles({ projectDirectory, discovery }: ProfilePlaces): readonly KnownProfile[] {
  const directories = configFiles(projectDirectory).map((file) => join(dirname(file), "sites"));
  const files = [...directories.flatMap(filesIn), ...[...entriesOf(discovery, "sites").values()].map(({ module }) => fileURLToPath(module))];
  return files.map((file) => ({ name: profileName(file), file }));
}

function filesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
      .filter((name) => /\.ya?ml$/.test(name))
      .toSorted()
      .map((name) => join(directory, name));
  } catch (error) {
    if (systemCode(error) === "ENOENT" || systemCode(error) === "ENOTDIR") return [];
    throw error;
  }
}

function keyOf(name: string): string {
  return name.toLowerCase();
}
