import { AsimovError } from "@asimov-gw/core/system";

import { ask } from "./ask.ts";

/** Asks a person for one of `names`, by its number or by itself; undefined where there is none. Throws `NOT_CONFIRMED` for anything else. */
export async function choose(question: string, names: readonly string[]): Promise<string | undefined> {
  const list = names.map((name, index) => `  ${index + 1}  ${name}\n`).join("");
  const answer = await ask(`${question}\n${list}number or name: `);
  if (answer === undefined) return undefined;
  const chosen = chosenOf(answer, names);
  if (chosen !== undefined) return chosen;
  throw new AsimovError("NOT_CONFIRMED", { message: `"${answer}" is none of them; nothing was changed` });
}

/** What an answer means; a name counts before a number. */
export function chosenOf(answer: string, names: readonly string[]): string | undefined {
  return names.includes(answer) ? answer : /^\d+$/.test(answer) ? names[Number(answer) - 1] : undefined;
}
