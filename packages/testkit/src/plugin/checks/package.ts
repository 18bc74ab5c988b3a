import { deepEqual, equal, match, ok } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { isRecord } from "@asimov-gw/core/system";

import { checksOf, type PipelineCheck } from "../check.ts";
import type { Trial } from "../trial.ts";

type Manifest = Readonly<Record<string, unknown>>;

/** What a package must say of itself, so that it is found, installed and understood. */
export const checksOfPackage: readonly PipelineCheck[] = checksOf("package", {
  found: [
    "its entry points are found without a problem",
    "A package that core can't read is reported and left out: its analyses can't run.",
    async ({ options: { plugin } }) =>
      deepEqual(
        plugin.problems.map(({ code, message }) => `${code}: ${message}`),
        [],
      ),
  ],
  keyword: [
    'it has the keyword "asimov-plugin"',
    "asimov plugins search finds packages by it.",
    async ({ options: { plugin } }) => ok(listed(plugin.manifest, "keywords").includes("asimov-plugin"), "keywords lacks asimov-plugin"),
  ],
  described: [
    "it has a description and a licence",
    "People decide by them whether they may and want to use it.",
    async ({ options: { plugin } }) => {
      for (const key of ["description", "license"])
        ok(typeof plugin.manifest[key] === "string" && plugin.manifest[key] !== "", `"${key}" is missing`);
    },
  ],
  peer: [
    "core is a peer dependency",
    "With a copy of its own a plugin would speak another version of the contract than the asimov that runs it.",
    async ({ options: { plugin } }) => {
      ok(Object.hasOwn(table(plugin.manifest, "peerDependencies"), core), `peerDependencies lacks ${core}`);
      ok(!Object.hasOwn(table(plugin.manifest, "dependencies"), core), `dependencies names ${core}`);
    },
  ],
  module: [
    'it is an ES module ("type": "module")',
    "Core imports it, and it imports core, which is an ES module.",
    async ({ options: { plugin } }) => equal(plugin.manifest["type"], "module"),
  ],
  packed: [
    "what npm would publish has its modules, templates and vocabularies",
    "What works in the author's directory and lacks a file when it is installed fails at its first build.",
    async (trial) => {
      const packed = new Set(packedFiles(trial.options.plugin.directory));
      const needed = neededFiles(trial);
      deepEqual(
        needed.filter((file) => !packed.has(file)),
        [],
      );
    },
  ],
  readme: [
    "it has a README with an example of a blueprint that names the pipeline",
    "It is what a user reads first, at the registry.",
    async ({ options: { plugin, name } }) => {
      const file = ["README.md", "readme.md", "README"].map((one) => join(plugin.directory, one)).find((one) => existsSync(one));
      ok(file !== undefined, "there is no README.md");
      match(readFileSync(file, "utf8"), new RegExp(`pipeline: *["']?${name}\\b`), `no example says "pipeline: ${name}"`);
    },
  ],
});

const core = "@asimov-gw/core";

function listed(manifest: Manifest, key: string): readonly unknown[] {
  return Array.isArray(manifest[key]) ? (manifest[key] as readonly unknown[]) : [];
}

function table(manifest: Manifest, key: string): Manifest {
  return isRecord(manifest[key]) ? manifest[key] : {};
}

function packedFiles(directory: string): readonly string[] {
  const text = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: directory,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  const told = JSON.parse(text) as unknown;
  const [first] = (Array.isArray(told) ? told : Object.values(told as object)) as readonly { readonly files: readonly { readonly path: string }[] }[];
  return first!.files.map(({ path }) => path);
}

// Sources that are compiled before they are published are not looked for.
function neededFiles({ options: { plugin, pipelineClass } }: Trial): readonly string[] {
  const { template } = pipelineClass as unknown as { readonly template?: URL };
  const asimov = table(plugin.manifest, "asimov");
  const modules = [...plugin.pipelines.values()].map(({ module }) => module).filter((module) => !module.endsWith(".ts"));
  const vocabularies = Object.values(table(asimov, "vocabulary")).map((path) => join(plugin.directory, String(path)));
  return [...modules.map((module) => fileURLToPath(module)), ...(template ? [fileURLToPath(template)] : []), ...vocabularies].map((path) =>
    relative(plugin.directory, path),
  );
}
