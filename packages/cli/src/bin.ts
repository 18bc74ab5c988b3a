#!/usr/bin/env node
import { enableCompileCache } from "node:module";

// Checked before anything of ours is imported: older versions would fail in the middle with a message about SQLite.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`asimov needs Node.js 22.18 or newer; this is ${process.versions.node} (${process.execPath}).\n`);
  process.exit(1);
}
enableCompileCache?.();
const { main } = await import("./main.ts");
process.exitCode = await main(process.argv.slice(2));
