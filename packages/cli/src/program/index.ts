import type { Command } from "commander";

import { addChanging } from "./changing.ts";
import { addDeciding } from "./deciding.ts";
import { addDrafting } from "./drafting.ts";
import { addInstalled } from "./installed.ts";
import { addEditing } from "./editing.ts";
import type { Invocation } from "./invocation.ts";
import { addKeeping } from "./keeping.ts";
import { addSupervisor } from "./supervisor.ts";
import { addProducts } from "./products.ts";
import { addRanking } from "./ranking.ts";
import { addReviewing } from "./reviewing.ts";
import { addRunning } from "./running.ts";
import { addShowing } from "./showing.ts";
import { addSubmission } from "./submission.ts";
import { addUnattended } from "./unattended.ts";
import { addVocabulary } from "./vocabulary.ts";

/** Declares every command, in the groups and the order in which the help lists them. */
export function addCommands(program: Command, invocation: Invocation): void {
  for (const [heading, ...additions] of groups) {
    program.commandsGroup(heading);
    for (const add of additions) add(program, invocation);
  }
}

type Add = (program: Command, invocation: Invocation) => void;

const groups: readonly (readonly [heading: string, ...Add[]])[] = [
  ["Say what should be:", addChanging],
  ["Run it:", addRunning, addUnattended],
  ["Look at it:", addShowing, addProducts],
  ["Decide about it:", addDeciding, addRanking, addSubmission, addReviewing],
  ["Change, take back, carry over:", addEditing],
  ["Write blueprints:", addDrafting, addVocabulary],
  ["Keep things in order:", addKeeping, addSupervisor, addInstalled],
];
