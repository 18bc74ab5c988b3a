import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";

import { blueprint, test, until, type TestProject } from "./support/index.ts";

const url = "https://git.example.org/o4/EV1.git";
const cloned = blueprint({ one: "", two: "" }).replace("name: EV1\n", `name: EV1\nrepository: ${url}\n`);

/** Makes the bare repository that `url` means for the git of the project's user, and for nobody else. */
function serve({ root }: TestProject): string {
  const bare = join(root, "served/EV1.git");
  mkdirSync(bare, { recursive: true });
  execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main"], { cwd: bare });
  writeFileSync(join(root, "home/.gitconfig"), `[url "${root}/served/"]\n  insteadOf = https://git.example.org/o4/\n`);
  return bare;
}

function log(bare: string): string {
  return execFileSync("git", ["log", "--format=%s", "--all"], { cwd: bare, encoding: "utf8" });
}

test.concurrent("analyses that are built together are one commit, by whoever builds them", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "", two: "", bad: "", last: "needs: [one]" }) });
  project.fault("bad.beforeConfig", "throw");
  expect(await project.show("manage", "build")).toMatchInlineSnapshot(`
    "$ asimov manage build
    built  EV1/one  /project/checkouts/EV1/analyses/one.ini
    built  EV1/two  /project/checkouts/EV1/analyses/two.ini
    waits  EV1/last  for "one", which is ready but has not run
    EV1/one: built
    EV1/two: built
    error PLUGIN_ERROR  EV1/bad
      asimov-toy 1.2.3: beforeConfig failed: no luck today
    exit code 3"
  `);
  const { username } = userInfo();
  const head = project.git("EV1", "rev-parse", "HEAD").trim();
  expect(project.git("EV1", "log", "--format=%an <%ae> %B", "--name-only")).toBe(
    `${username} <${username}@${hostname()}> Configure 2 analyses\n\none, attempt 1\ntwo, attempt 1\n\n\nanalyses/one.ini\nanalyses/two.ini\n` +
      `${username} <${username}@${hostname()}> Initial commit\n\n\nanalyses/.gitkeep\n`,
  );
  expect(project.query("SELECT config_commit FROM attempts")).toEqual([{ config_commit: head }, { config_commit: head }]);
});

test.concurrent("a repository by its address is cloned at the first build, and what is built gets back there", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: cloned });
  const bare = serve(project);
  expect(await project.run("manage", "build")).toMatchObject({ code: 0 });
  await until(() => log(bare) !== "");
  expect(log(bare)).toBe("Configure 2 analyses\nInitial commit\n");
  expect(project.git("EV1", "config", "remote.origin.url").trim()).toBe(url);
});

test.concurrent("an origin that is gone fails no pass; it is told, and shown until it is there again", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: cloned });
  const bare = serve(project);
  await project.run("manage", "build", "--analysis", "EV1/one");
  await until(() => log(bare) !== "");
  project.write({ "../home/.gitconfig": `[url "${project.root}/gone/"]\n  insteadOf = https://git.example.org/o4/\n` });
  expect(await project.run("manage", "build")).toMatchObject({ code: 0, stderr: "EV1/two: built\n" });
  const status = async (): Promise<string> => (await project.run("report", "status")).stdout;
  await until(async () => (await status()).includes("not pushed"));
  expect(await status()).toMatchInlineSnapshot(`
    "EV1
      one  toy  ready  0 s  built: /project/checkouts/EV1/analyses/one.ini
      two  toy  ready  0 s  built: /project/checkouts/EV1/analyses/two.ini
    not pushed: checkouts/EV1: git push failed: fatal: '/sandbox/gone/EV1.git' does not appear to be a git repository
          Check the address, the network and your right to read it.
    "
  `);
  expect(await project.run("monitor")).toMatchInlineSnapshot(`
    {
      "code": 0,
      "stderr": "warning: checkouts/EV1: git push failed: fatal: '/sandbox/gone/EV1.git' does not appear to be a git repository
      Check the address, the network and your right to read it.
    ",
      "stdout": "EV1/one  toy  ready  0 s  built: /project/checkouts/EV1/analyses/one.ini
    EV1/two  toy  ready  0 s  built: /project/checkouts/EV1/analyses/two.ini
    ",
    }
  `);
});

test.concurrent("one that can't be cloned is an error of its analyses, and the next build tries again", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: cloned });
  project.write({ "../home/.gitconfig": `[url "${project.root}/gone/"]\n  insteadOf = https://git.example.org/o4/\n` });
  expect(await project.show("manage", "build", "--analysis", "EV1/one")).toMatchInlineSnapshot(`
    "$ asimov manage build --analysis EV1/one
    error GIT_UNREACHABLE  /project/checkouts/EV1
      EV1/one: git clone failed: fatal: '/sandbox/gone/EV1.git' does not appear to be a git repository
      Check the address, the network and your right to read it.
    exit code 3"
  `);
  serve(project);
  expect(await project.run("manage", "build")).toMatchObject({ code: 0 });
});

test.concurrent("a config file that is in the repository already is not overwritten", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }).replace("name: EV1\n", "name: EV1\nrepository: configs\n") });
  expect(await project.show("manage", "build")).toMatchInlineSnapshot(`
    "$ asimov manage build
    error REPOSITORY_MISSING  /project/configs
      EV1/one: there is no such directory
      Correct the "repository" of its event, or make one there: git init '/project/configs'
    exit code 3"
  `);
  project.write({ "configs/analyses/one.ini": "# written by hand\n" });
  execFileSync("git", ["init", "--quiet"], { cwd: join(project.directory, "configs") });
  expect(await project.show("manage", "build")).toMatchInlineSnapshot(`
    "$ asimov manage build
    error CONFIG_EDITED  /project/configs/analyses/one.ini
      EV1/one: there is a config file already, and it is another one:
      - # toy
      - answer = 42
      + # written by hand
      To run with the edit, which is recorded: asimov manage build --analysis EV1/one --keep-edit
      To lose it: asimov manage build --analysis EV1/one --overwrite
    exit code 3"
  `);
  expect(await project.run("manage", "build", "--keep-edit")).toMatchObject({ code: 0 });
  expect(project.read("configs/analyses/one.ini")).toBe("# written by hand\n");
});
