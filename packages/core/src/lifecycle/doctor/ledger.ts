import { checkQuickly, ledgerInfo, type Ledger } from "../../ledger/index.ts";
import { displacementOf } from "../../project/index.ts";
import { fileSystemOf, liveness, thisHost, type ProcessIdentity } from "../../system/index.ts";
import { openSubmissions } from "../record/index.ts";
import { fail, ok, warn, type Check } from "./check.ts";

/** Version, journal and host of the ledger. */
export function checkSchema(ledger: Ledger): readonly Check[] {
  const { schema, journal, walHost, size } = ledgerInfo(ledger);
  const { type, network } = fileSystemOf(ledger.file);
  const mode = `${journal}${walHost ? ` of ${walHost.host}` : ""}`;
  return [
    ok("schema", `version ${schema}, ${(size / 1e6).toFixed(1)} MB`),
    journal === "WAL" && network
      ? fail("journal", `${mode}, on a file system (${type}) over which hosts can't share its memory`, "asimov ledger --no-wal")
      : ok("journal", mode),
  ];
}

/** Whether the ledger's pages and references are sound. */
export function checkHistory(ledger: Ledger): readonly Check[] {
  const problems = checkQuickly(ledger);
  if (problems.length === 0) return [ok("integrity", "sound; asimov ledger check compares every row with the history too")];
  const remedy = "asimov ledger check tells more; the last good copy comes back with: asimov backup --restore FILE";
  return [fail("integrity", problems.map(({ where, what }) => `${where}: ${what}`).join("\n"), remedy)];
}

/** Whether the project is where it was, and what others began in it and did not end. */
export function checkWork(directory: string, ledger: Ledger): readonly Check[] {
  return [...checkPlace(directory, ledger), ...checkLeases(ledger), ...checkIntents(ledger)];
}

function checkPlace(directory: string, ledger: Ledger): readonly Check[] {
  const displacement = displacementOf(directory, ledger);
  if (!displacement) return [ok("place", "the project is where it was started")];
  const how = displacement.kind === "unclear" ? "moved or copied" : displacement.kind;
  return [
    warn(
      "place",
      `it was ${how} here from ${displacement.from ?? "another directory"}`,
      "asimov ledger adopt --moved, or --copy, decides what it is",
    ),
  ];
}

function checkLeases(ledger: Ledger): readonly Check[] {
  const held = ledger.all("SELECT name, holder, acquired FROM leases WHERE holder IS NOT NULL ORDER BY acquired").map((row) => {
    const holder = JSON.parse(String(row["holder"])) as ProcessIdentity;
    return { name: String(row["name"]), since: String(row["acquired"]), holder, is: liveness(holder) };
  });
  const elsewhere = held.filter(({ is, holder }) => is === "elsewhere" && holder.host !== thisHost());
  const dead = held.filter(({ is }) => is === "dead").length;
  if (elsewhere.length > 0) {
    const names = elsewhere.map(({ name, holder, since }) => `${name}: process ${holder.pid} on ${holder.host}, since ${since}`);
    return [
      warn(
        "leases",
        names.join("\n"),
        "Only their own hosts can say whether these processes still live: asimov monitor there takes them over if not.",
      ),
    ];
  }
  if (dead > 0) return [ok("leases", `${dead} of processes that ended; the next command that needs them takes them over`)];
  return [ok("leases", held.length === 0 ? "nobody works on it" : held.map(({ name, holder }) => `${name}: process ${holder.pid}`).join(", "))];
}

function checkIntents(ledger: Ledger): readonly Check[] {
  const open = openSubmissions(ledger);
  const doubtful = open.filter(({ unconfirmed }) => unconfirmed);
  if (doubtful.length === 0) return [ok("submissions", `${open.length} open, all known to their schedulers`)];
  const lines = doubtful.map(({ token, unconfirmed }) => `${token}: ${unconfirmed?.reason ?? ""}, since ${unconfirmed?.since ?? ""}`);
  return [
    warn("submissions", lines.join("\n"), "Nothing of these is submitted again until it is known: asimov monitor, as their user on their host."),
  ];
}
