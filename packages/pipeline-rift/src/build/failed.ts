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
  const said = lines.filter((line) => telling.test(line));
  return (said.length > 0 ? said : lines.filter((line) => /^\S/.test(line))).slice(-3).map((line) => line.trim());
}

const telling = /^\s*(?!File |raise )(?!.* --).*(?:\w*(?:Error|Exception):|\bFAIL|must be|No such file|not found|required)/;
