import { classifyHold, type Hold, type HoldClass } from "@asimov-gw/core/scheduler";

import { numberIn, textIn, type Ad } from "./ads.ts";

// HoldReasonCode as in the table "Job Hold Reason" of HTCondor's manual ("Job ClassAd Attributes"). Codes that say little on their own, such as those of
// policies (3, 26) and of files that could not be moved back (12), are left to the words of the reason.
const classes: ReadonlyMap<number, HoldClass> = new Map([
  [1, "policy"],
  [4, "credentials"],
  [8, "missing input"],
  [10, "missing input"],
  [13, "missing input"],
  [14, "missing input"],
  [23, "credentials"],
  [32, "policy"],
  [33, "policy"],
  [46, "time"],
  [47, "time"],
]);

// The execution point says of which resource a job used more than it had: in cgroups only memory is.
const outOfResources = 34;
// The program itself, where the errno says that it is not there.
const notStarted = 6;
// For what concerns files, HoldReasonSubCode is the errno (errno(3)).
const ofFiles: ReadonlySet<number> = new Set([6, 7, 8, 9, 10, 12, 13, 14]);
const notThere = 2;
const noRoom: ReadonlySet<number | undefined> = new Set([28, 122]);

/** Why a job is held. */
export function holdIn(ad: Ad): Hold {
  const reason = textIn(ad, "HoldReason") ?? "HTCondor does not say why";
  return { class: classOf(ad, reason), reason };
}

function classOf(ad: Ad, reason: string): HoldClass {
  const code = numberIn(ad, "HoldReasonCode");
  if (code === undefined) return classifyHold(reason);
  if (code === outOfResources) return /disk/i.test(reason) ? "disk" : "memory";
  const detail = numberIn(ad, "HoldReasonSubCode");
  if (ofFiles.has(code) && noRoom.has(detail)) return "disk";
  if (code === notStarted && detail === notThere) return "missing input";
  const byWords = classifyHold(reason);
  // A person's hold may give any reason; a file that can't be moved may be so for want of rights.
  if (code !== 1 && byWords === "credentials") return byWords;
  return classes.get(code) ?? byWords;
}
