import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { TestProject } from "./project.ts";

/** A process that changes the ledger of a project again and again. */
export interface Changer {
  /** Fulfilled once it has the ledger open. */
  readonly open: Promise<void>;
  /** Its exit code, or the signal that ended it. */
  readonly end: Promise<number | NodeJS.Signals>;
  /** Ends it at once, as a power cut would; the number of the last change that it was told of, 0 when there was none. */
  kill(): Promise<number>;
}

const module = fileURLToPath(new URL("../fixtures/changer.ts", import.meta.url));

/** Starts a {@link Changer} that makes the changes `first` to `last` of a kind. */
export function changer(project: TestProject, kind: "update" | "add" | "status", first: number, last = 1e9, name = "x"): Changer {
  const ledger = join(project.directory, ".asimov/ledger.db");
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", module, kind, ledger, String(first), String(last), name], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  const open = new Promise<void>((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      resolve();
    });
  });
  const end = once(child, "close").then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
  return {
    open,
    end,
    kill: async () => {
      child.kill("SIGKILL");
      await end;
      return Number(output.split("\n").slice(1, -1).at(-1) ?? 0);
    },
  };
}
