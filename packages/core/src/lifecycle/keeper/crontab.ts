import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { AsimovError, runCommand, typed } from "../../system/index.ts";

// What ends the line of a project in a crontab.
function cronTag(project: string): string {
  return `# asimov ${project}`;
}

/** The line that makes `command` run in `directory` every `interval` seconds. Throws `START_INTERVAL` where cron has no way to say that. */
export function cronLine(project: string, interval: number, directory: string, command: readonly string[]): string {
  // Cron reads a percent sign as the end of a line.
  const text = `cd ${typed(directory)} && ${command.map(typed).join(" ")}`;
  return `${schedule(interval)} ${text.replaceAll("%", "\\%")} ${cronTag(project)}`;
}

/** `text` with `line` as the only one of its project; all other lines are as they were. */
export function withCronLine(text: string, project: string, line: string): string {
  const others = withoutCronLine(text, project);
  return `${others}${others === "" || others.endsWith("\n") ? "" : "\n"}${line}\n`;
}

/** `text` without the lines of a project; all other lines are as they were. */
export function withoutCronLine(text: string, project: string): string {
  return text
    .split(/(?<=\n)/)
    .filter((line) => !line.trimEnd().endsWith(cronTag(project)))
    .join("");
}

/** Whether a crontab has a line of a project. */
export function hasCronLine(text: string, project: string): boolean {
  return withoutCronLine(text, project) !== text;
}

/** The crontab of this user, empty where there is none. Throws `CRON_UNUSABLE`, or `COMMAND_NOT_FOUND` where there is no such program. */
export async function readCrontab(): Promise<string> {
  const { exitCode, stdout, stderr } = await runCommand("crontab", ["-l"], { timeout: 20 });
  if (exitCode === 0) return stdout;
  // What every implementation says of a user without one.
  if (/no crontab/i.test(stderr)) return "";
  throw unusable(`"crontab -l" ended with exit code ${exitCode}: ${stderr.trim()}`);
}

/** Gives this user another crontab. Throws as {@link readCrontab}. */
export async function writeCrontab(text: string): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "asimov-crontab-"));
  try {
    const file = join(directory, "crontab");
    writeFileSync(file, text, { mode: 0o600 });
    const { exitCode, stderr } = await runCommand("crontab", [file], { timeout: 20 });
    if (exitCode !== 0) throw unusable(`"crontab ${file}" ended with exit code ${exitCode}: ${stderr.trim()}`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Whether a cron daemon is seen among the processes of this machine; without one a crontab does nothing. */
export function seesCronDaemon(): boolean {
  return readdirSync("/proc").some((name) => /^\d+$/.test(name) && /^crond?$/.test(nameOf(name)));
}

function nameOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
  } catch {
    // It has ended, or is hidden from us: then it tells nothing.
    return "";
  }
}

function schedule(interval: number): string {
  const minutes = interval / 60;
  if (Number.isInteger(minutes) && minutes >= 1 && minutes < 60 && 60 % minutes === 0) return minutes === 1 ? "* * * * *" : `*/${minutes} * * * *`;
  const hours = minutes / 60;
  if (Number.isInteger(hours) && hours <= 24 && 24 % hours === 0)
    return hours === 24 ? "0 0 * * *" : hours === 1 ? "0 * * * *" : `0 */${hours} * * *`;
  throw new AsimovError("START_INTERVAL", {
    message: `cron can't run something every ${interval} s`,
    remedy: "Take minutes that divide an hour (1m, 5m, 10m, 15m, 20m, 30m) or hours that divide a day (1h, 2h, 6h), or --by process.",
    exitCode: 2,
  });
}

function unusable(message: string): AsimovError {
  return new AsimovError("CRON_UNUSABLE", { message, remedy: "asimov start --by process does without cron." });
}
