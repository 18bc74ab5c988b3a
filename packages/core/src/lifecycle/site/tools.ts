import { findAnalysis, findTarget, resolveSubject, type Analysis } from "../../analysis/index.ts";
import type { LabelValues } from "../../pipeline/index.ts";
import { checkedLabels } from "../../pipeline/labelling/index.ts";
import type { Doors } from "../../plugins/index.ts";
import type { Settings } from "../../settings/index.ts";
import { recordedAssets } from "../assets.ts";
import { keepLabels } from "../labellers.ts";
import { effectiveNow, effectiveOf, finishedAttempt, latestAttempt } from "../record/index.ts";
import type { Session } from "../session.ts";
import { applyGiven, type GivenOptions } from "./apply.ts";

/** What any hook of a site may read; each tool gets the list of arguments. `who` is told with what it logs. */
export function readTools(session: Session, who: string): Doors {
  const { ledger } = session.project;
  return {
    settings: ([address]: [string]) => settingsOf(session, address),
    assets: ([address]: [string]) => {
      const attempt = finishedAttempt(ledger, findAnalysis(ledger, address));
      return attempt ? recordedAssets(ledger, attempt.id) : {};
    },
    log: ([text]: [string]) => session.notify({ level: "info", address: who, text }),
  };
}

/** What a hook after a pass may read and write. Each write is a transaction of its own, made in this process. */
export function siteTools(session: Session, who: string, hook: string): Doors {
  const { ledger } = session.project;
  const analysisAt = (address: string): Analysis => findAnalysis(ledger, address);
  return {
    ...readTools(session, who),
    label: ([address, labels]: [string, LabelValues]) => {
      const analysis = analysisAt(address);
      keepLabels(session, analysis, `hook ${hook}`, checkedLabels(labels, analysis.address));
    },
    apply: ([blueprint, options]: [unknown, GivenOptions?]) => applyGiven(session, blueprint, who, options),
  };
}

function settingsOf(session: Session, address: string): Settings {
  const { ledger } = session.project;
  const target = findTarget(ledger, address);
  if (target.analysis === undefined) return resolveSubject(ledger, target.subject, "", undefined).settings;
  const attempt = latestAttempt(ledger, target.analysis);
  return attempt ? effectiveOf(attempt).settings : effectiveNow(ledger, target.analysis, session.discovery).settings;
}
