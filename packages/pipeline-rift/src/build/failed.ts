import { AsimovError, type RunResult } from "@asimov-gw/core/pipeline";

/** The error for a program of RIFT that failed, with its last words. */
export function failed(program: string, how: string, result: RunResult): AsimovError {
  return new AsimovError("BUILDER_FAILED", {
    message: [`${program} ${how}`, ...lastWords(result).map((line) => `  ${line}`)].join("\n"),
    remedy: "The analysis's log has all of its output. Correct the settings, then submit again.",
  });
}

// The builder runs others through a shell, goes on when they fail, and tells what it does in many lines.
function lastWords({ stdout, stderr }: RunResult): readonly string[] {
  const lines = `${stdout}\n${stderr}`.split("\n").map((line) => line.trimEnd());
  const telling = lines.filter(
    (line) => /error|fail|exception|must be|not found|no such file|required/i.test(line) && !/^\s*(File |raise )/.test(line),
  );
  return (telling.length > 0 ? telling : lines.filter((line) => /^\S/.test(line))).slice(-3).map((line) => line.trim());
}
