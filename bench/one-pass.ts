import { runPass, Session } from "@asimov-gw/core/lifecycle";
import { openProject } from "@asimov-gw/core/project";
import type { Scheduler } from "@asimov-gw/core/scheduler";
import { userName } from "@asimov-gw/core/system";

// One pass over the project argv[2], whose scheduler says that all is running; argv[3] are the seconds between looks. Ends with an error when more
// was asked or seen than that.
const [, , directory = "", interval = "600"] = process.argv;
let queries = 0;
const scheduler: Scheduler = {
  address: () => ({ scheduler: "bench", accessPoint: "bench", pool: "", owner: userName() }),
  submit: () => Promise.reject(new Error("nothing is submitted")),
  remove: () => Promise.reject(new Error("nothing is removed")),
  query: async (tokens) => {
    queries += 1;
    return tokens.map((token) => ({ token, state: "running" as const, jobId: token.split(".")[1], done: 1, total: 2 }));
  },
};
const project = await openProject(directory, { command: "bench" });
const session = new Session(project, { schedulers: { bench: scheduler } });
const { exitCode } = await runPass(session, { chain: true, progressInterval: Number(interval) });
session.close();
if (exitCode !== 0 || queries !== 1) throw new Error(`the pass ended with ${exitCode} after ${queries} queries`);
