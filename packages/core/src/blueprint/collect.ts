import { AsimovError, AsimovErrors, throwAll } from "../system/index.ts";

/** `flatMap` that goes on after an error, and throws those of all items together, each once. */
export function flatMapAll<T, R>(items: readonly T[], work: (item: T) => readonly R[]): readonly R[] {
  const problems = new Map<string, AsimovError>();
  const results = items.flatMap((item) => {
    try {
      return work(item);
    } catch (error) {
      for (const problem of problemsIn(error)) problems.set(JSON.stringify(problem), problem);
      return [];
    }
  });
  throwAll([...problems.values()]);
  return results;
}

function problemsIn(error: unknown): readonly AsimovError[] {
  if (error instanceof AsimovErrors) return error.errors;
  if (error instanceof AsimovError) return [error];
  throw error;
}
