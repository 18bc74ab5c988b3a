import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import type { Place } from "../place.ts";
import { rows } from "./rows.ts";

/** What is half, lost, or left behind in the store and in the repositories. */
export function files(place: Place): readonly string[] {
  return [
    ...store(place),
    ...readdirSync(join(place.project, "checkouts")).flatMap((name) => repository(join(place.project, "checkouts", name))),
  ].concat(configs(place));
}

function store(place: Place): readonly string[] {
  const directory = join(place.project, "results");
  const there = existsSync(directory) ? readdirSync(directory, { recursive: true, encoding: "utf8" }) : [];
  const found = there.filter((path) => statSync(join(directory, path)).isFile());
  const recorded = new Map(rows(place, "SELECT path, sha256 FROM stored").map((row) => [String(row["path"]), String(row["sha256"])]));
  const lost = [...recorded.keys()].filter((path) => !found.includes(path)).map((path) => `store: ${path} is lost`);
  const wrong = found.flatMap((path) => {
    const sum = recorded.get(path);
    if (isManifest(path)) return isWhole(join(directory, path)) ? [] : [`store: ${path} is half`];
    if (sum === undefined) return [`store: ${path} belongs to nobody`];
    return sum === sha256(readFileSync(join(directory, path))) ? [] : [`store: ${path} is not what was stored`];
  });
  return [...lost, ...wrong];
}

// What the ledger knows of the files beside it; its place is its own.
function isManifest(path: string): boolean {
  return /^[^/]+\/[^/]+\/\d+\/manifest\.json$/.test(path);
}

function isWhole(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, "utf8"));
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function repository(directory: string): readonly string[] {
  const status = execFileSync("git", ["status", "--porcelain", "--ignored"], { cwd: directory, encoding: "utf8" });
  const fsck = spawnSync("git", ["fsck", "--strict", "--no-progress", "--no-dangling"], { cwd: directory, encoding: "utf8" });
  return [
    ...(status === "" ? [] : [`repository: git status in ${directory}:\n${status.trimEnd()}`]),
    ...(fsck.status === 0 ? [] : [`repository: git fsck in ${directory}:\n${fsck.stdout}${fsck.stderr}`]),
  ];
}

// The commit that an attempt names holds the file that it was built with.
function configs(place: Place): readonly string[] {
  return rows(place, "SELECT config_file AS file, config_commit AS hash, config_sha256 AS sum FROM attempts").flatMap(({ file, hash, sum }) => {
    const path = String(file);
    const { stdout, status } = spawnSync("git", ["show", `${String(hash)}:./${path.slice(path.lastIndexOf("/") + 1)}`], { cwd: join(path, "..") });
    return status === 0 && sha256(stdout) === sum ? [] : [`repository: commit ${String(hash)} does not hold ${path} as it was built`];
  });
}

function sha256(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
