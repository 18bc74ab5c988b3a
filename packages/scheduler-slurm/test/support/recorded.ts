import { readFileSync } from "node:fs";

/** What was recorded of a real Slurm: see `fixtures/README.md`. */
export function recorded(file: string): string {
  return readFileSync(new URL(`../fixtures/${file}`, import.meta.url), "utf8");
}

/** A command that failed there. */
export interface Said {
  readonly command: string;
  readonly exitCode: number;
  readonly stderr: string;
}

/** The commands that failed there, by name. */
export function said(): Readonly<Record<string, Said>> {
  return JSON.parse(recorded("said.json")) as Readonly<Record<string, Said>>;
}
