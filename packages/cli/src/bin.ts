#!/usr/bin/env node
// Checked before anything of ours is imported: older versions would fail in the middle with a message about SQLite. The default import, since
// they lack some of the module's names.
import module from "node:module";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`asimov needs Node.js 22.18 or newer; this is ${process.versions.node} (${process.execPath}).\n`);
  process.exit(1);
}
module.enableCompileCache();
tellWarnings();
// Whoever read our output (head, less) may have seen enough: the work goes on, unheard.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});
const { main } = await import("./main.ts");
process.exitCode = await main(process.argv.slice(2));

// Node 22 warns at every start that its SQLite is experimental, which is nothing that a user could act on; what the ledger does unasked is told plainly.
function tellWarnings(): void {
  const emit = process.emitWarning.bind(process);
  process.emitWarning = (warning: string | Error, ...rest: readonly unknown[]) => {
    if (rest[0] === "AsimovNotice") process.stderr.write(`${String(warning)}\n`);
    else if (!String(warning).includes("SQLite is an experimental feature")) emit(warning, ...(rest as readonly never[]));
  };
}
