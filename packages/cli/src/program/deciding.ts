import type { Decision } from "@asimov-gw/core/lifecycle";
import type { Command } from "commander";

import type { Invocation } from "./invocation.ts";

/** Commands by which a person decides about single analyses. */
export function addDeciding(program: Command, { directory, command }: Invocation): void {
  const analysis = program.command("analysis").alias("production").description("decide about single analyses");
  for (const [name, description] of Object.entries(decisions) as [Decision, string][]) {
    const decision = analysis.command(name).description(description).argument("<address...>", "SUBJECT/ANALYSIS, or a name where it is unique");
    if (name === "restart") decision.option("--refresh", "with the settings that the ledger has now, not those it was built with");
    decision.action(async (addresses: string[], options) =>
      (await import("../commands/decide.ts")).decide(directory(), command, name, addresses, options),
    );
  }
}

const decisions: Readonly<Record<Decision, string>> = {
  stop: "end its jobs; the next monitor pass removes them",
  restart: "run it again from the start; its files go to the project's trash",
  resurrect: "go on with a stuck or stopped analysis from where it was",
};
