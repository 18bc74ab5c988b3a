import type { Command } from "commander";

import { addChanging } from "./changing.ts";
import { addDeciding } from "./deciding.ts";
import { addDrafting } from "./drafting.ts";
import { addInstalled } from "./installed.ts";
import { addEditing } from "./editing.ts";
import type { Invocation } from "./invocation.ts";
import { addKeeping } from "./keeping.ts";
import { addReviewing } from "./reviewing.ts";
import { addRunning } from "./running.ts";
import { addShowing } from "./showing.ts";
import { addVocabulary } from "./vocabulary.ts";

/** Declares every command, in the order in which the help lists them. */
export function addCommands(program: Command, invocation: Invocation): void {
  for (const [heading, ...adders] of groups) {
    program.commandsGroup(heading);
    for (const add of adders) add(program, invocation);
  }
}

const groups = [
  ["What should be:", addChanging, addEditing],
  ["Running:", addRunning, addDeciding],
  ["Looking:", addShowing, addReviewing],
  ["Writing blueprints:", addVocabulary, addDrafting],
  ["Project and machine:", addKeeping, addInstalled],
] as const;
