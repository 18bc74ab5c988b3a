import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

import { asOne, step } from "./step.ts";

type Call = (...args: unknown[]) => unknown;

const changing = ["rename", "link", "symlink", "mkdir", "mkdtemp", "rm", "rmdir", "unlink", "chmod", "copyFile", "cp", "truncate"];
const writing = ["writeFile", "appendFile"];

/** Makes every change of the file system a step; a write of a file has a step more, in the middle of its text. */
export function patchFiles(): void {
  for (const name of [...changing, "fsync"]) wrap(fs, `${name}Sync`, (original, args) => plain(`${name} ${shown(args[0])}`, original, args));
  for (const name of changing) wrap(fs.promises, name, (original, args) => plain(`${name} ${shown(args[0])}`, original, args));
  for (const name of writing) {
    const half = fs.writeFileSync.bind(fs) as unknown as Call;
    const append = fs.appendFileSync.bind(fs) as unknown as Call;
    for (const [where, key] of [
      [fs, `${name}Sync`],
      [fs.promises, name],
    ] as const)
      wrap(where, key, (original, args) => write(name, original, args, name === "writeFile" ? half : append));
  }
  wrap(fs, "openSync", (original, args) => {
    if (typeof args[1] === "string" && /[wa+]/.test(args[1])) step(`open ${shown(args[0])}`);
    return asOne(() => original(...args));
  });
  wrap(fs, "createWriteStream", (original, args) => plain(`stream ${shown(args[0])}`, original, args));
  wrap(process.stdout, "write", (original, args) => plain("print", original, args));
  syncBuiltinESMExports();
}

function wrap(where: object, name: string, call: (original: Call, args: unknown[]) => unknown): void {
  const original: unknown = Reflect.get(where, name);
  if (typeof original !== "function") throw new Error(`node has no ${name} any more`);
  const bound = original.bind(where) as Call;
  Reflect.set(where, name, (...args: unknown[]) => call(bound, args));
}

function plain(name: string, original: Call, args: unknown[]): unknown {
  step(name);
  return asOne(() => original(...args));
}

function write(name: string, original: Call, args: unknown[], half: Call): unknown {
  const [file, content, ...options] = args;
  step(`${name} ${shown(file)}`);
  if (typeof content === "string" && content.length > 1) {
    step(`half of ${name} ${shown(file)}`, () => half(file, content.slice(0, content.length / 2), ...options));
  }
  return asOne(() => original(...args));
}

function shown(path: unknown): string {
  return typeof path === "number" ? "an open file" : String(path);
}
