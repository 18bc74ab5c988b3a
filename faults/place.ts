import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { stopLocal } from "@asimov-gw/core/scheduler";

import { killAll, start, type Result } from "../packages/cli/test/support/processes.ts";
import { orderVariables, type WrittenOrder } from "./injected/order.ts";

/** Where trials run one after the other: always under the same paths, since projects and submissions know where they are. */
export interface Place {
  readonly root: string;
  readonly project: string;
  /** The state of the local scheduler. */
  readonly state: string;
  /** The state of the scripted scheduler. */
  readonly queue: string;
  /** Where the parts of {@link saved} are kept. */
  readonly saved: string;
  /** Made when an order was carried out. */
  readonly done: string;
  /** Made when its kills are over. */
  readonly dealt: string;
}

// As it is installed: the sources take twice as long to start.
const bin = fileURLToPath(new URL("../packages/cli/dist/bin.js", import.meta.url));
const injected = new URL("./injected/main.ts", import.meta.url).href;
const plugins = ["./plugins", "../packages/cli/test/fixtures"].map((folder) => fileURLToPath(new URL(folder, import.meta.url)));
const parts = ["project", "state", "queue"] as const;

/** An empty place in a directory, which must not exist. */
export function makePlace(root: string): Place {
  const place = {
    root,
    project: join(root, "project"),
    state: join(root, "state"),
    queue: join(root, "queue"),
    saved: join(root, "saved"),
    done: join(root, "done"),
    dealt: join(root, "dealt"),
  };
  for (const directory of [place.project, place.state, place.queue, place.saved, join(root, "home")])
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  return place;
}

/** Runs a command in the project of `place` to its end; an order is carried out by its process, or by one of those that it starts. */
export function runCommand(place: Place, args: readonly string[], order?: WrittenOrder): Promise<Result> {
  const env = {
    PATH: process.env["PATH"],
    HOME: join(place.root, "home"),
    GIT_CONFIG_NOSYSTEM: "1",
    NO_COLOR: "1",
    NODE_COMPILE_CACHE: join(place.root, "..", "compiled"),
    ASIMOV_PLUGIN_PATH: plugins.join(":"),
    ASIMOV_LOCAL_STATE: place.state,
    [orderVariables.root]: place.root,
    ...(order && { [orderVariables.order]: JSON.stringify(order), NODE_OPTIONS: `--import=${injected}` }),
  };
  return start(process.execPath, [bin, ...args], place.project, env, (text) => text).result;
}

/** Ends all that runs there. */
export async function quiet(place: Place): Promise<void> {
  if (existsSync(join(place.state, "host.json"))) await stopLocal({ directory: place.state });
  await killAll(place.root);
}

/** Keeps the project and the scheduler's state under a name. Nothing may run. */
export function save(place: Place, name: string): void {
  for (const part of parts) {
    const target = join(place.saved, name, part);
    mkdirSync(target, { recursive: true });
    execFileSync("cp", ["-a", `${place[part]}/.`, target]);
  }
}

/** Brings back what {@link save} kept, in the same directories. */
export async function restore(place: Place, name: string): Promise<void> {
  await clear(place);
  for (const part of parts) execFileSync("cp", ["-a", `${join(place.saved, name, part)}/.`, place[part]]);
}

/** Removes what says that an order was carried out. */
export function forgetOrder({ done, dealt }: Place): void {
  for (const file of [done, dealt]) rmSync(file, { force: true });
}

/** Ends and removes all that is there, except what is saved. */
export async function clear(place: Place): Promise<void> {
  await killAll(place.root);
  forgetOrder(place);
  // The directories themselves stay: a project knows its own by more than its path.
  for (const part of parts)
    for (const entry of readdirSync(place[part])) rmSync(join(place[part], entry), { recursive: true, force: true, maxRetries: 5 });
}

/** Copies the place to `directory` for people, after all that runs there has ended. */
export async function keep(place: Place, directory: string): Promise<void> {
  await quiet(place);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  for (const part of parts) execFileSync("cp", ["-a", place[part], directory]);
}
