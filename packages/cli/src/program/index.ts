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
  for (const add of groups) add(program, invocation);
}

const groups = [addChanging, addEditing, addRunning, addShowing, addDeciding, addReviewing, addDrafting, addKeeping, addVocabulary, addInstalled];
