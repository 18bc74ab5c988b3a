import { nearest } from "../../../system/index.ts";
import { textOf, reportValue } from "./values.ts";
import type { Scope } from "./scope.ts";

// By name and by the number that HTCondor knows them under. All of these mean: a plain process.
const plain = new Set(["vanilla", "5", "local", "12", "scheduler", "7"]);
const others = ["container", "docker", "grid", "java", "mpi", "parallel", "pvm", "standard", "vm"];

/** Reports a universe that is more than a plain process. */
export function reportUniverse(scope: Scope): void {
  const written = textOf("universe", scope);
  const universe = written?.toLowerCase();
  if (universe === undefined || plain.has(universe)) return;
  if (others.includes(universe)) {
    const remedy = "Build the workflow without it, or run it with a scheduler that takes DAGMan files as they are.";
    return reportValue("WORKFLOW_UNSUPPORTED", "universe", `the universe ${universe} is not supported yet`, scope, remedy);
  }
  const meant = nearest(universe, ["vanilla", "local", "scheduler", ...others]);
  const message = `there is no universe "${written}".${meant === undefined ? "" : ` Did you mean "${meant}"?`}`;
  reportValue("WORKFLOW_INVALID_VALUE", "universe", message, scope, "Write: universe = vanilla");
}
