import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { entriesOf, type Discovery } from "../../plugins/index.ts";
import { configFiles } from "../../project/index.ts";
import { AsimovError, didYouMean, readIfExists, systemCode } from "../../system/index.ts";
import type { SiteProfile } from "./profile.ts";
import { profileName, readProfile } from "./read-profile.ts";

/** Where profiles are looked for. */
export interface ProfilePlaces {
  readonly projectDirectory: string;
  readonly discovery: Discovery;
}

/** A profile that there is. */
export interface KnownProfile {
  readonly name: string;
  readonly file: string;
}

/** The profiles that there are, by name: those beside the configuration of the project, the user and the machine, and those of packages. */
export function knownProfiles(places: ProfilePlaces): readonly KnownProfile[] {
  const first = new Map<string, KnownProfile>();
  for (const profile of allProfiles(places)) if (!first.has(keyOf(profile.name))) first.set(keyOf(profile.name), profile);
  return [...first.values()].toSorted((a, b) => (keyOf(a.name) < keyOf(b.name) ? -1 : 1));
}

/** The profile of this name, with what it extends. Throws `SITE_UNKNOWN`, or `SITE_PROFILE_INVALID` with all that is wrong in it. */
export async function profileNamed(name: string, places: ProfilePlaces): Promise<SiteProfile> {
  return resolved(name, places, []);
}

// One that extends a profile of its own name means the one that it hides.
async function resolved(name: string, places: ProfilePlaces, above: readonly KnownProfile[]): Promise<SiteProfile> {
  const hidden = new Set(above.filter((one) => keyOf(one.name) === keyOf(name)).map(({ file }) => file));
  const isWayRound = hidden.size > 0 && keyOf(above.at(-1)!.name) !== keyOf(name);
  const found = isWayRound ? undefined : allProfiles(places).find((one) => keyOf(one.name) === keyOf(name) && !hidden.has(one.file));
  if (found === undefined) throw unknown(name, places, above);
  const profile = await readProfile(readIfExists(found.file) ?? "", found.file);
  if (profile.extends === undefined) return profile;
  const base = await resolved(profile.extends, places, [...above, found]);
  const own = new Set(profile.rules.map(({ command }) => command));
  return { ...profile, rules: [...base.rules.filter(({ command }) => !own.has(command)), ...profile.rules] };
}

function unknown(name: string, places: ProfilePlaces, above: readonly KnownProfile[]): AsimovError {
  const known = knownProfiles(places).map((one) => one.name);
  const from = above.at(-1);
  const isThere = known.some((one) => keyOf(one) === keyOf(name));
  const message =
    from === undefined
      ? `there is no profile of a site "${name}".${didYouMean(name, known)}`
      : `it extends "${name}", ${isThere ? "which extends it in turn" : `of which there is no profile.${didYouMean(name, known)}`}`;
  const [ours, users] = configFiles(places.projectDirectory).map((file) => join(dirname(file), "sites"));
  return new AsimovError(from === undefined ? "SITE_UNKNOWN" : "SITE_PROFILE_INVALID", {
    message,
    at: from && { file: from.file },
    remedy: `Known: ${known.join(", ") || "none (a package such as @asimov-gw/scheduler-htcondor brings some)"}. Your own: ${join(ours!, `${name}.yaml`)} or ${join(users!, `${name}.yaml`)}.`,
  });
}

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
