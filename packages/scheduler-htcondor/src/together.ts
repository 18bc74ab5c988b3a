import type { Observation, SchedulerState } from "@asimov-gw/core/scheduler";

// What one job of several is, they all are: the first of these that one is. A job that runs may be the work of days, whatever became of the others.
const order: readonly SchedulerState[] = ["unknown", "running", "queued", "held", "removed", "failed", "completed"];

/** What is said of the jobs of one submission, `queue N` of one submit file, as of one. */
export function together(observations: readonly Observation[]): Observation {
  const [only, ...others] = observations;
  if (others.length === 0) return only!;
  const state = order.find((one) => observations.some((observation) => observation.state === one))!;
  const told = observations.find((observation) => observation.state === state)!;
  const held = observations.find((observation) => observation.state === "held");
  const reason = told.reason ?? held?.reason;
  return { ...told, reason, ...usedTogether(observations) };
}

/** What all these have used: time adds up, and of memory the most counts. */
export function usedTogether(observations: readonly Used[]): Used {
  const all = (key: keyof Used): readonly number[] => observations.flatMap((one) => one[key] ?? []);
  const [cpu, wall, memory] = [all("cpuSeconds"), all("wallSeconds"), all("memory")];
  const sum = (values: readonly number[]): number | undefined => (values.length === 0 ? undefined : values.reduce((a, b) => a + b, 0));
  return { cpuSeconds: sum(cpu), wallSeconds: sum(wall), memory: memory.length === 0 ? undefined : Math.max(...memory) };
}

type Used = Pick<Observation, "cpuSeconds" | "wallSeconds" | "memory">;
