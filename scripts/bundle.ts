import { globSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { rolldown } from "rolldown";

// Makes the JavaScript of the package in the working directory: its entries, its programs (*-main.ts), and what they share, in few files. A command
// that reads hundreds of small modules spends most of its time on finding them.
const manifest = JSON.parse(readFileSync("package.json", "utf8")) as {
  readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>;
};
const exported = Object.values(manifest.exports).flatMap(({ "@asimov-gw/source": source }) => source?.replace(/^\.\//, "") ?? []);
const sources = [...new Set([...exported, ...globSync("src/**/*-main.ts")])];
const input = Object.fromEntries(sources.map((source) => [source.replace(/^src\/|\.ts$/g, ""), source]));

for (const old of globSync("dist/**/*.js{,.map}")) rmSync(old);
const bundle = await rolldown({
  input,
  platform: "node",
  // Dependencies stay what they are: packages that npm installs.
  external: [/^node:/, /^[^./]/],
  logLevel: "warn",
  // The oldest Node that the packages are for has no newer syntax.
  transform: { target: "es2023" },
});
await bundle.write({
  dir: "dist",
  entryFileNames: "[name].js",
  // Beside the others: what they find relative to themselves has one place.
  chunkFileNames: "[name]-[hash].js",
  sourcemap: true,
});
await bundle.close();
process.stdout.write(`${join(process.cwd(), "dist")}: ${sources.length} entries\n`);
