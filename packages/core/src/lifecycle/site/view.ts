import { allLabels, configurations, currentReviews, listAnalyses, listSubjects } from "../../analysis/index.ts";
import type { LabelValues, ProjectView } from "../../pipeline/index.ts";
import { isMap, tryToResolve, type Settings } from "../../settings/index.ts";
import { isRecord } from "../../system/index.ts";
import type { Session } from "../session.ts";

/** Moments at which hooks of a site work, as the project's configuration names them below `hooks`. */
export type Moment = "postmonitor" | "applicator";

/** The project as a hook of a site sees it, with the hook's own settings. */
export function projectView(session: Session, settings: Settings): ProjectView {
  const { ledger, directory } = session.project;
  const labels = allLabels(ledger);
  const reviews = currentReviews(ledger);
  return {
    name: ledger.fact("name"),
    directory,
    events: listSubjects(ledger).map(({ name, revision }) => ({ name, revision })),
    analyses: listAnalyses(ledger).map(({ id, address, name, subject = "", pipeline, status, reason, since }) => ({
      address,
      name,
      subject,
      pipeline,
      status,
      reason,
      since,
      labels: Object.fromEntries(labels.get(id) ?? []) as LabelValues,
      review: reviews.get(id)?.status,
    })),
    settings,
  };
}

/** The hooks that the project's configuration names for a moment, in lower case, with the settings of each. */
export function namedHooks(session: Session, moment: Moment): ReadonlyMap<string, Settings> {
  const layers = configurations(session.project.ledger).map(({ content }) => ({ name: "project", settings: only(content, "hooks") }));
  // What contradicts itself there is told where settings are applied.
  const { hooks } = tryToResolve(layers).settings;
  const named = isMap(hooks) ? hooks[moment] : undefined;
  // A list of names, as the reference's manual has it, is a map without settings.
  const entries: readonly (readonly [string, unknown])[] = Array.isArray(named)
    ? named.map((name) => [String(name), {}] as const)
    : Object.entries(isRecord(named) ? named : {});
  return new Map(entries.map(([name, settings]) => [name.toLowerCase(), isMap(settings as Settings) ? (settings as Settings) : {}]));
}

function only(content: Settings, key: string): Settings {
  return Object.hasOwn(content, key) ? { [key]: content[key]! } : {};
}
