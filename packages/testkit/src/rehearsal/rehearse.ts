import { changeable, type Forecast } from "../scheduler/weather.ts";
import { World } from "../world/index.ts";
import { rehearsalBlueprints } from "./blueprints.ts";
import { fateOf, retries } from "./fates.ts";
import { expectedEnd } from "./oracle.ts";
import { faultsOf } from "./verdict.ts";

/** What is rehearsed. */
export interface RehearsalOptions {
  /** An empty directory for the project. */
  readonly directory: string;
  readonly seed: string | number;
  readonly events: number;
  /** For each event, at least 4. */
  readonly analyses: number;
  /** Seconds between passes; 1800 when not given. */
  readonly every?: number;
  /** Told now and then how far it is. */
  readonly tell?: (line: string) => void;
}

/** How a rehearsal went. */
export interface Rehearsal {
  /** All that is not as it should be; nothing when all is. */
  readonly faults: readonly string[];
  readonly analyses: number;
  readonly passes: number;
  /** Passes that could not ask about everything. */
  readonly unsure: number;
  readonly submissions: number;
  /** Virtual days. */
  readonly days: number;
  /** What happened, a line each; the same for the same seed. */
  readonly log: readonly string[];
}

const day = 86_400;
const longest = 42 * day;

/** Lives through a catalogue of events with everything that the seed has in store, without any person: passes until all is done, or six weeks are over. */
export async function rehearse({ directory, seed, events, analyses, every = 1800, tell }: RehearsalOptions): Promise<Rehearsal> {
  const world = await World.create({
    directory,
    seed,
    blueprints: rehearsalBlueprints(events, analyses),
    config: `monitor: {retries: ${retries}, progress interval: 21600}`,
    scheduler: { fate: ({ name, time }) => fateOf(seed, name, time), weather: weather(seed), forgetsAfter: 3 * day },
  });
  try {
    const begin = world.clock.now();
    const days = (): number => (world.clock.now() - begin) / 1000 / day;
    let told = 0;
    const { ledger } = world.session.project;
    const expected = expectedEnd(seed, events, analyses);
    const until = (): boolean => {
      const done = Number(ledger.get("SELECT count(*) AS done FROM analyses WHERE status = 'uploaded'")?.["done"]);
      if (Math.floor(days()) > told) {
        told = Math.floor(days());
        tell?.(`day ${told}: ${done} of ${expected.length} analyses are where they should be`);
      }
      return done === expected.length;
    };
    const seen = await world.run({ every, seconds: longest, until });
    return {
      faults: faultsOf(world, expected),
      analyses: world.analyses.length,
      passes: seen.length,
      unsure: seen.filter(({ report }) => report.exitCode === 4).length,
      submissions: world.scheduler.submissions.size,
      days: days(),
      log: world.log,
    };
  } finally {
    world.close();
  }
}

// An hour in twelve is bad in some way; and once it is silent for half a day.
function weather(seed: string | number): Forecast {
  const usual = changeable(seed, 1 / 12);
  return (seconds) => (seconds >= 2 * day && seconds < 2.5 * day ? "unreachable" : usual(seconds));
}
