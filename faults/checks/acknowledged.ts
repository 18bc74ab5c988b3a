import type { Place } from "../place.ts";
import { rows } from "./rows.ts";

/** What a command had told when it was killed, and the ledger does not know: `command` is what it was, `stdout` all that it said. */
export function acknowledged(place: Place, command: readonly string[], stdout: string): readonly string[] {
  const lines = stdout.split("\n");
  const told = (word: string): readonly (readonly string[])[] => lines.map((line) => line.split(/ {2,}/)).filter(([first]) => first === word);
  const names = (sql: string): readonly string[] => rows(place, sql).map(({ name }) => String(name));
  const built = names("SELECT a.name FROM attempts t JOIN analyses a ON a.id = t.analysis_id WHERE t.config_commit IS NOT NULL");
  const jobs = names("SELECT job_id AS name FROM submissions");
  const known = names("SELECT name FROM analyses");
  const restarts = names(
    "SELECT a.name FROM analyses a WHERE status != 'uploaded' OR (SELECT count(*) FROM attempts t WHERE t.analysis_id = a.id) > 1",
  );
  return [
    ...told("built").flatMap(([, address = ""]) => (built.includes(address.slice(4)) ? [] : [`told that ${address} is built, and it is not`])),
    ...told("submitted").flatMap(([, address, job = ""]) =>
      jobs.includes(job) ? [] : [`told that ${address} is submitted as ${job}, and it is not`],
    ),
    ...(command[0] === "apply" && stdout !== "" && known.length === 0 ? [`told what was applied, and nothing is there:\n${stdout}`] : []),
    ...(command[1] === "restart" && stdout !== "" && restarts.length === 0 ? [`told of a restart, of which nothing is known:\n${stdout}`] : []),
  ];
}
