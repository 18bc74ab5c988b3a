import type { AsimovError } from "../../system/index.ts";
import type { SettingPath } from "../path.ts";
import type { Settings } from "../types.ts";
import { problem, shown } from "./problem.ts";
import type { Boundary, PriorOptions } from "./types.ts";

/** The `boundary` of the map at `path`: `periodic`, `reflective`, or none in any of its spellings. */
export function readBoundary({ boundary = null }: Settings, path: SettingPath, options: PriorOptions, problems: AsimovError[]): Boundary | undefined {
  if (boundary === null) return undefined;
  if (boundary === "periodic" || boundary === "reflective") return boundary;
  if (boundary === "none" || boundary === "None") return "none";
  problems.push(problem("PRIOR_BOUNDARY", [...path, "boundary"], `is ${shown(boundary)}, expected periodic, reflective or none`, options));
  return undefined;
}
