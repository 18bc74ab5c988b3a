import { AsimovError, AsimovErrors, formatPlace, RealPaths } from "../../system/index.ts";
import { tryName, type JobOutcome } from "./executor.ts";
import { exitCode, result } from "./machine.ts";
import { usedIn } from "./report.ts";
import { leaveRescue } from "./rescue.ts";
import { WorkflowRun, type InnerPlace } from "./run.ts";

/** A sub-workflow to be read and opened. */
export interface InnerRequest {
  /** The token of the workflow that it belongs to. */
  readonly token: string;
  readonly place: InnerPlace;
  /** Absolute paths. */
  readonly file: string;
  readonly directory: string;
}

/**
 * Opens the run of a sub-workflow: the one that was begun before a crash, or a new one of what its file holds now, which goes on from its latest rescue
 * file. Throws an error whose code begins with `WORKFLOW_` when the file can't be run; that ends the node. Any other is tried again.
 */
export type OpenInner = (request: InnerRequest) => Promise<WorkflowRun>;

/**
 * Opens the sub-workflows of `run` that have started, and passes requests for removal on to them; true when something changed. `files` are the
 * workflow files of `run` and of those that it is part of: none of them is opened within itself.
 */
export async function openInner(run: WorkflowRun, files: readonly string[], open: OpenInner, now: string): Promise<boolean> {
  let changed = false;
  for (const name of running(run)) {
    const known = run.inner.get(name);
    if (!known) {
      const opened = await openOrRefuse(run, files, name, open);
      if (opened instanceof WorkflowRun) run.inner.set(name, opened);
      else end(run, name, opened, now);
      changed = true;
    } else if (run.state.stage === "ending" && !known.state.removing && result(known.state) === undefined) {
      known.commit({ event: "remove", at: now });
      changed = true;
    }
  }
  return changed;
}

/** Lets those sub-workflows of `run` end that have ended and are journalled, with their rescue files; true when one has. */
export async function concludeInner(run: WorkflowRun, now: string): Promise<boolean> {
  let changed = false;
  for (const [name, inner] of run.inner) {
    const how = result(inner.state);
    if (how === undefined || !inner.isSynced) continue;
    const failed = how === "completed" ? {} : await rescued(inner);
    end(run, name, { cause: "exit", exitCode: exitCode(inner.state), ...usedIn(inner.state), ...failed }, now);
    inner.close();
    run.inner.delete(name);
    changed = true;
  }
  return changed;
}

async function rescued(inner: WorkflowRun): Promise<{ readonly reason: string }> {
  const left = await leaveRescue(inner);
  const { failed, graph } = inner.state;
  const outcome = failed[0] === undefined ? undefined : inner.state.nodes.get(failed[0])?.outcome;
  const which =
    failed[0] === undefined ? `${graph.workflow.file} did not complete` : `node ${failed[0]} of ${graph.workflow.file} failed${howItEnded(outcome)}`;
  return { reason: "file" in left ? which : `${which}; no rescue file could be written: ${left.trouble}` };
}

function howItEnded({ reason, exitCode: code }: Partial<JobOutcome> = {}): string {
  if (reason !== undefined) return `: ${reason}`;
  return code === undefined ? "" : ` with exit code ${code}`;
}

async function openOrRefuse(run: WorkflowRun, files: readonly string[], name: string, open: OpenInner): Promise<WorkflowRun | JobOutcome> {
  const node = run.state.graph.nodes.get(name)!;
  if (node.work.kind !== "workflow") throw new TypeError(`node ${name} is no sub-workflow`);
  const { file, directory } = node.work;
  const here = tryName(name, run.state.nodes.get(name)!.tries);
  const within = run.within === undefined ? here : `${run.within}/${here}`;
  const real = new RealPaths();
  const first = files.findIndex((one) => real.of(one) === real.of(file));
  if (first >= 0) return { cause: "start", reason: `the workflows contain each other: ${[...files.slice(first), file].join(" -> ")}` };
  try {
    return await open({ token: run.token, place: { within, priority: run.priority + node.priority }, file, directory });
  } catch (error) {
    if (!(error instanceof AsimovError) || !error.code.startsWith("WORKFLOW_")) throw error;
    return { cause: "start", reason: explain(error) };
  }
}

function explain(error: AsimovError): string {
  const [first, ...others] = error instanceof AsimovErrors ? error.errors : [error];
  const place = first?.at === undefined ? "" : `${formatPlace(first.at)}: `;
  return `${place}${first?.message}${others.length === 0 ? "" : `, and ${others.length} more problems`}`;
}

function end(run: WorkflowRun, node: string, outcome: JobOutcome, at: string): void {
  const { tries, parts } = run.state.nodes.get(node)!;
  run.happen({ event: "end", at, node, try: tries, part: 0, run: parts.find(({ part }) => part === 0)!.run, outcome });
}

function running({ state }: WorkflowRun): readonly string[] {
  return [...state.running].filter(
    (name) =>
      state.graph.nodes.get(name)!.work.kind === "workflow" &&
      state.nodes.get(name)!.parts.some((part) => part.part === 0 && part.state === "running"),
  );
}
