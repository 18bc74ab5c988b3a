import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";

import { discoverPlugins } from "../../plugins/index.ts";
import { isShared, type Config } from "../../project/index.ts";
import { runCommand } from "../../system/index.ts";
import { fail, ok, warn, type Check } from "./check.ts";

/** Whether the plugins that are found can be used. */
export function checkPlugins(projectDirectory: string, launcher: string | undefined): readonly Check[] {
  const { entries, shadowed, problems } = discoverPlugins({ projectDirectory, launcher });
  const names = entries.filter(({ group }) => group === "pipelines").map(({ name, package: { version } }) => `${name} ${version}`);
  return [
    names.length === 0 ? warn("plugins", "no pipeline is installed", "npm install @asimov-gw/pipeline-NAME") : ok("plugins", names.join(", ")),
    ...shadowed.map(({ entry, by }) =>
      warn("plugins", `${entry.group} ${entry.name} of ${entry.package.foundAt} is not used: ${by.package.foundAt} comes first`),
    ),
    ...problems.map((problem) => fail("plugins", `${problem.code}: ${problem.message}`, problem.remedy)),
  ];
}

/** Whether git is there, knows who commits, and trusts the repositories of the project. */
export async function checkGit(directory: string, config: Config | undefined): Promise<readonly Check[]> {
  const { exitCode, stdout } = await runCommand("git", ["--version"], { timeout: 30 });
  if (exitCode !== 0) return [fail("git", "git does not run", "Install git 2.38 or newer: config files are kept in its repositories.")];
  const email = await runCommand("git", ["config", "user.email"], { cwd: directory, timeout: 30 });
  const identity =
    email.exitCode === 0
      ? ok("git identity", email.stdout.trim())
      : warn("git identity", "git does not know who you are: commits are made as asimov@localhost", "git config --global user.email YOU@YOUR.PLACE");
  return [ok("git", stdout.trim()), identity, ...(await checkRepositories(directory, config))];
}

async function checkRepositories(directory: string, config: Config | undefined): Promise<readonly Check[]> {
  const checkouts = resolve(directory, config?.directories.checkouts ?? "checkouts");
  // As every command of ours does it in a project of a group.
  const trust = isShared(directory) ? ["-c", "safe.directory=*"] : [];
  const names = existsSync(checkouts) ? readdirSync(checkouts).filter((name) => existsSync(join(checkouts, name, ".git"))) : [];
  const refused: string[] = [];
  for (const name of names) {
    const { exitCode, stderr } = await runCommand("git", [...trust, "status", "--porcelain"], { cwd: join(checkouts, name), timeout: 60 });
    if (exitCode !== 0) refused.push(`${name}: ${stderr.trim().split("\n")[0] ?? ""}`);
  }
  if (refused.length === 0) return names.length === 0 ? [] : [ok("repositories", `${names.length} of events`)];
  const remedy = `Of another user whom you trust: git config --global --add safe.directory '${checkouts}/*'`;
  return [warn("repositories", `git refuses:\n${refused.join("\n")}`, remedy)];
}

/** Whether the environments that the configuration names exist. */
export function checkEnvironments(directory: string, config: Config): readonly Check[] {
  return Object.entries(config.pipelines).flatMap(([name, { environment }]) => {
    if (environment === undefined) return [];
    const prefix = resolve(directory, environment);
    const source = config.sources[`pipelines.${name}.environment`];
    return [
      existsSync(join(prefix, "bin"))
        ? ok("environments", `${name}: ${prefix}`)
        : fail(
            "environments",
            `${name}: there is no environment in ${prefix}`,
            `Install it there, or name the right place in ${source ?? "the configuration"}.`,
          ),
    ];
  });
}
