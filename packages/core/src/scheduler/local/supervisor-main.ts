import { runSupervisor } from "../supervised/program.ts";
import { localEngine } from "./engine.ts";
import type { LocalSettings } from "./settings.ts";

await runSupervisor(localEngine(JSON.parse(process.argv[2] ?? "{}") as LocalSettings));
