import { resolve } from "node:path";

import { nearest } from "../../../system/index.ts";
import type { Container } from "../../types.ts";
import type { Scope } from "./scope.ts";
import { reportValue, textOf } from "./values.ts";

/** Where a job runs: `vanilla` wherever the scheduler says, `local` (also for `scheduler`) beside whatever submits it, without moving files. */
export type Universe = "local" | "vanilla";

// By name and by the number that HTCondor knows them under.
const plain: ReadonlyMap<string, Universe> = new Map([
  ["5", "vanilla"],
  ["7", "local"],
  ["12", "local"],
  ["container", "vanilla"],
  ["local", "local"],
  ["scheduler", "local"],
  ["vanilla", "vanilla"],
]);
const others = ["docker", "grid", "java", "mpi", "parallel", "pvm", "standard", "vm"];

/** The universe of a job; one that is more than a plain process, in a container or not, is reported. */
export function universeOf(scope: Scope): Universe {
  const written = textOf("universe", scope);
  const universe = (written ?? "vanilla").toLowerCase();
  const known = plain.get(universe);
  if (known !== undefined) return known;
  if (others.includes(universe)) {
    const remedy = "Build the workflow without it, or run it with a scheduler that takes DAGMan files as they are.";
    reportValue("WORKFLOW_UNSUPPORTED", "universe", `the universe ${universe} is not supported`, scope, remedy);
  } else {
    const meant = nearest(universe, [...plain.keys(), ...others]);
    const message = `there is no universe "${written}".${meant === undefined ? "" : ` Did you mean "${meant}"?`}`;
    reportValue("WORKFLOW_INVALID_VALUE", "universe", message, scope, "Write: universe = vanilla");
  }
  return "vanilla";
}

/** The container that a job runs in, if it asks for one, as it is written. */
export function containerOf(scope: Scope): Container | undefined {
  const image = textOf("container_image", scope);
  if (image !== undefined) return { image, target: textOf("container_target_dir", scope) };
  if (textOf("universe", scope)?.toLowerCase() === "container") {
    reportValue("WORKFLOW_INVALID_VALUE", "universe", "the universe container needs an image", scope, "Write: container_image = /PATH/TO/IMAGE.sif");
  }
  return undefined;
}

/** A container whose image is an address, or a file that a relative path names from the job's directory. */
export function containerIn(directory: string, { image, target }: Container): Container {
  return { image: /^[a-z][a-z+]*:\/\//i.test(image) ? image : resolve(directory, image), target };
}
