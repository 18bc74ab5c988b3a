import { Option, type Command } from "commander";

import type { Invocation } from "./invocation.ts";

/** Commands that keep the ledger, and what the project depends on, in good order. */
export function addKeeping(program: Command, { directory, command }: Invocation): void {
  const ledger = program
    .command("ledger")
    .summary("the ledger as a database: info, check, journal, place")
    .description("the ledger as a database: what it is, whether it is sound, its journal, and the place of its project")
    .addOption(new Option("--wal", "use a write-ahead log from now on: faster, for processes of this host alone").conflicts("noWal"))
    .addOption(new Option("--no-wal", "go back to the rollback journal, which is safe wherever locks work"))
    .option("--host-is-gone", "with --no-wal: although the ledger belongs to another host, which will never use it again")
    .addHelpText("after", "\nExamples:\n  asimov ledger info\n  asimov ledger check\n  asimov ledger --wal")
    .action(async (options, self: Command) => {
      // Without either option, commander says true for its negated one.
      const wal = self.getOptionValueSource("wal") === "cli" ? (options.wal as boolean) : undefined;
      if (wal === undefined) self.help({ error: true });
      (await import("../commands/ledger.ts")).journal(directory(), wal, options);
    });
  ledger
    .command("info")
    .description("where it is, its schema, size and journal, and how many rows it has")
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExample:\n  asimov ledger info --json")
    .action(async (options) => (await import("../commands/ledger.ts")).info(directory(), command, options));
  ledger
    .command("check")
    .description("look at every row: pages, references, JSON, and whether the history rebuilds what is there")
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExit code 1 when something is wrong.\n\nExample:\n  asimov ledger check")
    .action(async (options) => (await import("../commands/ledger.ts")).check(directory(), command, options));
  ledger
    .command("adopt")
    .description("make a project that was moved or copied one of the directory that it is in now")
    .addOption(new Option("--moved", "it is the same project; the old directory is not used any more").conflicts("copy"))
    .option("--copy", "it is a project of its own from now on; what runs is left to the original")
    .option("--dry-run", "show what would be done, and do nothing")
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExample:\n  asimov ledger adopt --copy --dry-run")
    .action(async (options, self: Command) => {
      if (!options.moved && !options.copy) self.error("error: it is --moved or --copy: only a person can say which");
      (await import("../commands/adopt.ts")).adopt(directory(), command, options.copy ? "copy" : "moved", options);
    });

  program
    .command("backup")
    .summary("copy the ledger while it is in use, or put a copy back")
    .description("copy the ledger, also while others use it, and check the copy; or put one back")
    .argument("[file]", "where to; .asimov/backups/TIME.db when not given")
    .addOption(new Option("--restore <file>", "put this copy in the place of the ledger, which is kept beside it"))
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      "\nThe ledger holds every setting, decision and fact. Config files are in the git repositories of the events, results in the store,\n.asimov/config.yaml is yours.\n\nExamples:\n  asimov backup\n  asimov backup /archive/catalogue.db\n  asimov backup --restore .asimov/backups/2026-03-01T120000Z.db",
    )
    .action(async (file: string | undefined, options) => (await import("../commands/backup.ts")).backup(directory(), file, options));

  program
    .command("doctor")
    .summary("examine everything that the project needs")
    .description("look at everything that the project needs: files, ledger, plugins, programs, scheduler, clocks, permissions")
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExit code 1 when something fails.\n\nExample:\n  asimov doctor")
    .action(async (options) => (await import("../commands/doctor.ts")).doctor(directory(), options));
}
