/** One command of a scenario; before the next one all jobs have ended. */
export interface Stage {
  readonly name: string;
  readonly command: readonly string[];
  /** How many passes it takes, undisturbed, from the end of this command to the end of the scenario. */
  readonly passes: number;
}

/** A life of a project, from an empty one to where every analysis is what it should be. */
export interface Scenario {
  readonly name: string;
  /** Which scheduler it has: the local one, or a scripted queue whose jobs run between the commands. */
  readonly scheduler: "local" | "scripted";
  readonly blueprint: string;
  /** Commands before the first stage, which nothing disturbs. */
  readonly before: readonly (readonly string[])[];
  readonly stages: readonly Stage[];
  readonly expected: Expected;
}

/** How it ends, whatever happens on the way. */
interface Expected {
  /** By name of the analysis. */
  readonly statuses: Readonly<Record<string, string>>;
  /** How often each job ran. */
  readonly ran: Readonly<Record<string, number>>;
  /** Number of attempts, by name of the analysis. */
  readonly attempts: Readonly<Record<string, number>>;
  /** Number of submissions, by name of the analysis. */
  readonly submissions: Readonly<Record<string, number>>;
}

const event = "kind: event\nname: EV1\nevent time: 1126259462.4\nanswer: 42\n";
const apply = ["apply", "-f", "blueprint.yaml"];
const pass = ["monitor", "--chain"];

const life: Omit<Scenario, "name" | "scheduler"> = {
  blueprint: blueprint({ one: "nodes: [A, B]\nsummary: true", two: "needs: [one]" }),
  before: [],
  stages: [
    { name: "apply", command: apply, passes: 3 },
    { name: "build", command: ["manage", "build"], passes: 3 },
    { name: "submit", command: ["manage", "submit"], passes: 2 },
    { name: "complete", command: pass, passes: 1 },
    { name: "store", command: pass, passes: 0 },
  ],
  expected: {
    statuses: { one: "uploaded", two: "uploaded" },
    ran: { "one.A": 1, "one.B": 1, "one.summary": 1, "two.A": 1 },
    attempts: { one: 1, two: 1 },
    submissions: { one: 2, two: 1 },
  },
};

const rescue: Omit<Scenario, "name" | "scheduler"> = {
  blueprint: blueprint({ one: "nodes: [A, B]\nfails: B" }),
  before: [apply],
  stages: [
    { name: "start", command: pass, passes: 2 },
    { name: "resume", command: ["monitor"], passes: 1 },
    { name: "end", command: ["monitor"], passes: 0 },
  ],
  expected: { statuses: { one: "uploaded" }, ran: { "one.A": 1, "one.B": 2 }, attempts: { one: 2 }, submissions: { one: 2 } },
};

const restart: Omit<Scenario, "name" | "scheduler"> = {
  blueprint: blueprint({ one: "" }),
  before: [apply, ["manage", "build", "submit"]],
  stages: [
    { name: "restart", command: ["analysis", "restart", "EV1/one", "--yes"], passes: 2 },
    { name: "clean", command: pass, passes: 1 },
    { name: "end", command: pass, passes: 0 },
  ],
  expected: { statuses: { one: "uploaded" }, ran: { "one.A": 2 }, attempts: { one: 2 }, submissions: { one: 2 } },
};

/** All scenarios by name. */
export const scenarios: readonly Scenario[] = (["local", "scripted"] as const).flatMap((scheduler) =>
  Object.entries({ life, rescue, restart }).map(([name, scenario]) => ({ ...scenario, name: `${scheduler}-${name}`, scheduler })),
);

function blueprint(analyses: Readonly<Record<string, string>>): string {
  const documents = Object.entries(analyses).map(([name, lines]) => `kind: analysis\nname: ${name}\nevent: EV1\npipeline: steps\n${lines}\n`);
  return [event, ...documents].join("---\n");
}
