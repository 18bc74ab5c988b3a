import { charged, textOf } from "./ads.ts";
import type { Ad } from "./recorded.ts";

/** To whom a job is charged, by the commands of its submit file. */
export interface Accounting {
  readonly accounting_group?: string | undefined;
  readonly accounting_group_user?: string | undefined;
}

/** The accounting that the lines of a submit file ask for, the last one counting. */
export function accountingIn(lines: readonly string[]): Accounting {
  const found = lines.flatMap((line) => {
    const [, name, value] = /^\s*(accounting_group(?:_user)?)\s*=\s*(.*?)\s*$/i.exec(line) ?? [];
    return name === undefined ? [] : [[name.toLowerCase(), value]];
  });
  return Object.fromEntries(found) as Accounting;
}

/** The attributes of a job that is charged so: where no user is named it is the owner, as in case `g6-inline`. Throws for a user without a group. */
export function accountingAds({ accounting_group: group, accounting_group_user: named }: Accounting, owner: string): Record<string, string> {
  if (group === undefined && named === undefined) return {};
  if (group === undefined) throw new Error("an accounting_group_user without an accounting_group was not recorded");
  const user = named ?? owner;
  return { AcctGroup: group, AcctGroupUser: user, AccountingGroup: `${group}.${user}` };
}

/** The accounting of a node's job: that of its DAGMan (case `g6-inline`), else its own. Throws where both say something else, which was not recorded. */
export function accountingOfNode(own: Accounting, dagman: Ad, owner: string): Record<string, string> {
  const [asked, given] = [accountingAds(own, owner), textOf(dagman, "AccountingGroup")];
  if (given === undefined) return asked;
  if (asked["AccountingGroup"] !== undefined && asked["AccountingGroup"] !== given)
    throw new Error(`a node with the accounting ${asked["AccountingGroup"]} of a DAGMan with ${given} was not recorded`);
  return Object.fromEntries(charged.map((name) => [name, textOf(dagman, name)!]));
}
