import { runSupervisor } from "@asimov-gw/core/supervised/program";

import { slurmEngine } from "./engine.ts";
import type { EngineSettings } from "./options.ts";

await runSupervisor(slurmEngine(JSON.parse(process.argv[2] ?? "{}") as EngineSettings));
