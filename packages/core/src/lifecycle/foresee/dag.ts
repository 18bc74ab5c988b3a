import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

import type { Analysis } from "../../analysis/index.ts";
import type { RunRequest } from "../../pipeline/remote/index.ts";
import { AsimovError, isRecord } from "../../system/index.ts";
import type { AttemptFacts } from "../context.ts";
import { callHook } from "../hooks.ts";
import { refuseOthersDirectory } from "../run-files/index.ts";
import type { Session } from "../session.ts";
import { isRestricted } from "./restricted.ts";

/** How far `buildDag` comes without doing anything outside. */
export type ForeseenDag =
  /** The workflow was built before. */
  | { readonly kind: "built"; readonly file: string }
  /** Its first outside command, which was not run. */
  | { readonly kind: "command"; readonly command: readonly string[]; readonly directory: string }
  /** It writes the workflow itself, without a command. */
  | { readonly kind: "workflow"; readonly file: string }
  /** It wanted to write elsewhere than in its run directory, or to start a program past `this.run`. */
  | { readonly kind: "stopped"; readonly reason: string };

/** What is known of an attempt, with the text of its config file where that is not written yet. */
export type DagFacts = AttemptFacts & { readonly text?: string };

/** Runs `buildDag` in a scratch copy of its run directory, up to its first outside command. Needs a session for a dry run. */
export async function foreseeDag(session: Session, analysis: Analysis, facts: DagFacts): Promise<ForeseenDag> {
  if (facts.workflow !== undefined) return { kind: "built", file: facts.workflow.file };
  refuseOthersDirectory(session, analysis, facts.runDirectory);
  refuseTaken(facts);
  const place = scratchFor(session, analysis, facts);
  let first: RunRequest | undefined;
  const run = async (request: RunRequest): Promise<never> => {
    first ??= request;
    throw new AsimovError("DRY_RUN", { message: "a dry run runs no commands" });
  };
  const real = (text: string): string => text.replaceAll(place.runDirectory, facts.runDirectory).replaceAll(place.configFile, facts.configFile);
  try {
    const built = await callHook(session, analysis, { ...facts, ...place }, "previewDag", { run });
    // A plugin may go on without the command.
    return first ? command(first, session, real) : { kind: "workflow", file: real(fileOf(built, place.runDirectory)) };
  } catch (error) {
    if (first) return command(first, session, real);
    if (!isRestricted(error)) throw error;
    return {
      kind: "stopped",
      reason: "its buildDag writes outside its run directory, or starts a program by itself, which a dry run does not let it do",
    };
  }
}

// As the submission does.
function refuseTaken({ runDirectory }: DagFacts): void {
  if (!existsSync(runDirectory)) return;
  throw new AsimovError("RUN_DIRECTORY_EXISTS", {
    message: "the run directory exists already: what a crash of ours left goes to the trash first, anything else is refused",
    at: { file: runDirectory },
  });
}

function scratchFor(session: Session, { id }: Analysis, { runDirectory, configFile, text }: DagFacts): { runDirectory: string; configFile: string } {
  if (session.scratch === undefined) throw new Error("a dry run needs a session for one");
  const directory = join(session.scratch, String(id));
  mkdirSync(directory, { recursive: true });
  if (text === undefined) return { runDirectory: join(directory, basename(runDirectory)), configFile };
  const file = join(directory, "config", basename(configFile));
  mkdirSync(join(directory, "config"), { recursive: true });
  writeFileSync(file, text);
  return { runDirectory: join(directory, basename(runDirectory)), configFile: file };
}

function command({ command: program, args, directory }: RunRequest, session: Session, real: (text: string) => string): ForeseenDag {
  return { kind: "command", command: [program, ...args].map(real), directory: real(directory ?? session.project.directory) };
}

function fileOf(built: unknown, directory: string): string {
  return isRecord(built) && typeof built["file"] === "string" ? built["file"] : directory;
}
