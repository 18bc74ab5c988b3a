/** An analysis of the rehearsal, as far as is to be known of it beforehand. */
export interface Planned {
  readonly address: string;
  readonly pipeline: string;
}

/** Names of the analyses that every event has besides those that sample. */
const others = ["psd", "rift", "summary"] as const;

/** The names of the analyses of each event, `count` in number (at least 4): a PSD, several that sample, one that iterates, a summary of the samples. */
function namesOf(count: number): readonly string[] {
  return ["psd", ...Array.from({ length: count - others.length }, (_, index) => `pe-${index + 1}`), "rift", "summary"];
}

/** The blueprint documents of the rehearsal: `events` events with `analyses` analyses each, and one project analysis over all of them. */
export function rehearsalBlueprints(events: number, analyses: number): readonly object[] {
  const names = eventNames(events);
  const [psd, ...rest] = namesOf(analyses);
  const of = (event: string, name: string | undefined, more: object): object => ({ kind: "analysis", name, event, ...more });
  return [
    ...names.flatMap((event) => [
      { kind: "event", name: event, interferometers: ["H1", "L1"] },
      of(event, psd, { pipeline: "psd" }),
      ...rest.slice(0, -2).map((name) => of(event, name, { pipeline: "sampler", needs: [psd] })),
      of(event, "rift", { pipeline: "iterating", needs: [psd] }),
      of(event, "summary", { pipeline: "subject", analyses: ["pipeline: sampler", "pipeline: iterating"] }),
    ]),
    { kind: "projectanalysis", name: "population", pipeline: "project", subjects: names, analyses: ["summary", "pipeline: sampler", "pipeline: iterating"] },
  ];
}

/** All analyses of the rehearsal in the order of their blueprints. */
export function planned(events: number, analyses: number): readonly Planned[] {
  const pipelines: Readonly<Record<string, string>> = { psd: "psd", rift: "iterating", summary: "subject" };
  const ofEvents = eventNames(events).flatMap((event) =>
    namesOf(analyses).map((name) => ({ address: `${event}/${name}`, pipeline: pipelines[name] ?? "sampler" })),
  );
  return [...ofEvents, { address: "project:population", pipeline: "project" }];
}

function eventNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `GW${String(index + 1).padStart(6, "0")}`);
}
