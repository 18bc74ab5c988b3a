import { checksOfEnds } from "./ends.ts";
import { checksOfFiles } from "./files.ts";
import { checksOfLife } from "./life.ts";
import type { ExecutorCheck } from "./trial.ts";

/**
 * What every `JobExecutor` must do, as checks that throw where it does not:
 * `for (const { name, check } of executorConformance) test(name, () => check({ open, directory }))`.
 */
export const executorConformance: readonly ExecutorCheck[] = [...checksOfLife, ...checksOfEnds, ...checksOfFiles];
