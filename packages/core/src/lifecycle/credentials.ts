import type { Config } from "../project/index.ts";
import { AsimovError, formatDuration, isoTime, runCommand, type Clock } from "../system/index.ts";

/** Whether credentials are valid; `unknown` when their command did not say it. Times are ISO 8601, UTC. */
export type CredentialState =
  | { readonly state: "valid"; readonly expires?: string | undefined }
  | { readonly state: "expired"; readonly expires?: string | undefined; readonly reason: string }
  | { readonly state: "unknown"; readonly reason: string };

// Passes may follow each other within seconds.
const believedFor = 60_000;

/** The credentials that the configuration names a command for. What the command prints is read and never shown: it may hold secrets. */
export class Credentials {
  readonly #config: Config["credentials"];
  readonly #directory: string;
  readonly #clock: Clock;
  #warned = false;
  #asked: { readonly at: number; readonly answer: Promise<CredentialState> } | undefined;

  constructor(config: Config["credentials"], directory: string, clock: Clock) {
    this.#config = config;
    this.#directory = directory;
    this.#clock = clock;
  }

  /** Their state, at most a minute old; undefined where no command is configured. */
  async state(): Promise<CredentialState | undefined> {
    const { command } = this.#config;
    if (!command) return undefined;
    const now = this.#clock.now();
    if (!this.#asked || now - this.#asked.at >= believedFor) this.#asked = { at: now, answer: ask(command, this.#directory, now) };
    const answer = await this.#asked.answer;
    const over = answer.state === "valid" && answer.expires !== undefined && Date.parse(answer.expires) <= now;
    return over ? { state: "expired", expires: answer.expires, reason: `they ended at ${answer.expires}` } : answer;
  }

  /** Why nothing may be submitted, as an error with exit code 4; undefined when nothing is against it. */
  async trouble(): Promise<AsimovError | undefined> {
    const now = await this.state();
    if (now === undefined || now.state === "valid") return undefined;
    return new AsimovError("CREDENTIALS_EXPIRED", {
      message:
        now.state === "expired"
          ? `the credentials have expired (${now.reason}): nothing is submitted, and no attempt is judged as failed`
          : `nobody can say whether the credentials are valid (${now.reason}): nothing is submitted, and no attempt is judged as failed`,
      remedy:
        now.state === "expired"
          ? "Renew them, then run the same command again; held jobs are released then."
          : "Mend credentials.command in the configuration (asimov config show), then run the same command again.",
      exitCode: 4,
    });
  }

  /** Throws {@link Credentials.trouble}, if there is any. */
  async refuse(): Promise<void> {
    const trouble = await this.trouble();
    if (trouble) throw trouble;
  }

  /** That they end within the hours of the configuration, in words; said once, however many passes follow each other. */
  async warning(): Promise<string | undefined> {
    const now = this.#warned ? undefined : await this.state();
    if (now?.state !== "valid" || now.expires === undefined) return undefined;
    const seconds = (Date.parse(now.expires) - this.#clock.now()) / 1000;
    this.#warned = seconds <= this.#config.warning * 3600;
    return this.#warned ? `they expire in ${formatDuration(seconds)}, at ${now.expires}; renew them before` : undefined;
  }
}

async function ask([program = "", ...args]: readonly string[], directory: string, now: number): Promise<CredentialState> {
  try {
    const { exitCode, stdout, timedOut } = await runCommand(program, args, { cwd: directory, timeout: 30 });
    if (timedOut) return { state: "unknown", reason: `"${program}" took longer than 30 s` };
    if (exitCode !== 0) return { state: "expired", reason: `"${program}" ended with exit code ${exitCode}` };
    return readAnswer(stdout, now) ?? { state: "unknown", reason: `the first line of "${program}" is neither a time nor a number of seconds` };
  } catch (error) {
    if (!(error instanceof AsimovError)) throw error;
    return { state: "unknown", reason: error.message };
  }
}

/** The first line of a credentials command that succeeded: a time in ISO 8601, the seconds that are left, or nothing; undefined for anything else. */
export function readAnswer(stdout: string, now: number): CredentialState | undefined {
  const line = stdout.split("\n")[0]!.trim();
  if (line === "") return { state: "valid" };
  const seconds = /^-?\d{1,10}(?:\.\d+)?$/.test(line) ? Number(line) : undefined;
  const expires = seconds === undefined ? isoTime(line) : new Date(now + seconds * 1000).toISOString();
  return expires === undefined ? undefined : { state: "valid", expires };
}
