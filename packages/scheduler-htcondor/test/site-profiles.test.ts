import { test } from "../../cli/test/support/index.ts";
import { job, opened, single } from "./site-projects.ts";

test.concurrent("a site that is no text is refused with the file that says it", async ({ expect, openProject }) => {
  const { project } = opened(openProject, { one: single(...job) }, ["site: [LDG, OSG]"]);
  expect(await project.show("check")).toMatchInlineSnapshot(`
    "$ asimov check
    error CONFIG_INVALID  /project/.asimov/config.yaml
      "schedulers.htcondor.site" must be a text, not ["LDG","OSG"]
      Settings: scheduler, schedulers, administrators, pipelines, filesources, accounting, directories, monitor, credentials, disk, throttle (README, Where programs are installed).
    exit code 1"
  `);
});

test.concurrent("profiles of one's own: they count before those of packages, extend them, and are read strictly", async ({ expect, openProject }) => {
  const { project } = opened(openProject, { one: single("executable = /bin/true", "request_cpus = 64", '+Where = "there"', "universe = local") });
  await project.run("manage", "build", "submit");
  project.write({
    ".asimov/sites/LDG.yaml": "extends: LDG\ncommands:\n  accounting_group: {level: warning}\n  request_disk: {required: false}\n",
    "../home/.config/asimov/sites/ours.yaml": [
      "about: Our cluster.",
      "commands:",
      "  request_cpus: {maximum: 32, why: no machine has more, fix: request_cpus = 32}",
      "  request_memory: {minimum: 1 GB}",
      "  universe: {allowed: [vanilla, container]}",
      "  +where: {matches: ^here$}",
      "  should_transfer_files: {required: true, universes: vanilla}",
      "",
    ].join("\n"),
  });
  expect(await project.show("check", "EV1/one", "--site", "ldg")).toMatchInlineSnapshot(`
    "$ asimov check EV1/one --site ldg
    refused  EV1/one  LDG  1 error  1 warning
      error SITE_COMMAND_MISSING  /project/built/one/a.sub:5:1
        request_memory is missing, which LDG requires: jobs that do not say what they need get the little that the pool gives them (node "A")
        Write: request_memory = 4 GB, with as much as the job needs.
      warning SITE_COMMAND_MISSING  /project/built/one/a.sub:5:1
        accounting_group is missing, which LDG requires: jobs that are charged to nobody are refused (node "A")
        Write: accounting_group = ligo.dev.o4.cbc.pe.bilby, with the tag of your own group and program. Or for all jobs, in the configuration: schedulers: {htcondor: {accounting group: ...}}.
    exit code 1"
  `);
  expect(await project.show("check", "EV1/one", "--site", "Ours")).toMatchInlineSnapshot(`
    "$ asimov check EV1/one --site Ours
    refused  EV1/one  ours  3 errors
      error SITE_VALUE_REFUSED  /project/built/one/a.sub:2:16
        ours: request_cpus = 64 is above 32: no machine has more (node "A")
        Write: request_cpus = 32.
      error SITE_VALUE_REFUSED  /project/built/one/a.sub:4:12
        ours: universe = local is none of vanilla, container (node "A")
        Change universe there.
      error SITE_VALUE_REFUSED  /project/built/one/a.sub:3:10
        ours: +where = "there" does not match ^here$ (node "A")
        Change +where there.
    exit code 1"
  `);
  project.write({
    ".asimov/sites/bad.yaml": [
      "abuot: Something.",
      "commands:",
      "  request_dsik: {required: true}",
      "  request_disk:",
      "    - requierd: true",
      "    - {minimum: 5, required: yes please, matches: '('}",
      "  request_cpus: {unit: required}",
      "  getenv: true",
      "",
    ].join("\n"),
    ".asimov/sites/empty.yaml": "",
    ".asimov/sites/broken.yaml": "commands: [",
    ".asimov/sites/a.yaml": "extends: b\n",
    ".asimov/sites/b.yaml": "extends: A\n",
    ".asimov/sites/c.yaml": "extends: LDGG\n",
    ".asimov/sites/d.yaml": "extends: D\n",
  });
  expect(await project.show("check", "--site", "bad")).toMatchInlineSnapshot(`
    "$ asimov check --site bad
    error SITE_PROFILE_INVALID  /project/.asimov/sites/bad.yaml:1:1
      "abuot" is no field of a profile. Did you mean "about"?
      Fields: about, extends, commands.
    error SITE_PROFILE_INVALID  /project/.asimov/sites/bad.yaml:3:3
      "request_dsik" is no command of a submit file. Did you mean "request_disk"?
      An attribute of the job is +NAME.
    error SITE_PROFILE_INVALID  /project/.asimov/sites/bad.yaml:5:7
      "requierd" is no field of a rule. Did you mean "required"?
      Fields: required, refused, allowed, matches, minimum, maximum, unit, universes, level, option, settings, why, fix.
    error SITE_PROFILE_INVALID  /project/.asimov/sites/bad.yaml:6:17
      "minimum" must be a number, or of request_memory and request_disk a size with its unit, such as 4 GB, not 5
    error SITE_PROFILE_INVALID  /project/.asimov/sites/bad.yaml:6:30
      "required" must be true or false, not "yes please"
    error SITE_PROFILE_INVALID  /project/.asimov/sites/bad.yaml:6:51
      "matches" must be a regular expression, not "("
    error SITE_PROFILE_INVALID  /project/.asimov/sites/bad.yaml:7:24
      "unit" must be said of request_memory or request_disk alone, as required, not "required"
    error SITE_PROFILE_INVALID  /project/.asimov/sites/bad.yaml:8:11
      a rule is a map such as {required: true}, not true
      Write, for example: commands: {request_disk: {required: true, fix: request_disk = 5GB}}
    exit code 1"
  `);
  expect(await project.show("check", "--site", "empty")).toMatchInlineSnapshot(`
    "$ asimov check --site empty
    error SITE_PROFILE_INVALID  /project/.asimov/sites/empty.yaml:1:1
      a profile is a map of about, extends and commands
      Write, for example: commands: {request_disk: {required: true, fix: request_disk = 5GB}}
    exit code 1"
  `);
  expect(await project.show("check", "--site", "broken")).toMatchInlineSnapshot(`
    "$ asimov check --site broken
    error SITE_PROFILE_INVALID  /project/.asimov/sites/broken.yaml:1:12
      not readable as YAML: Flow sequence in block collection must be sufficiently indented and end with a ]
    exit code 1"
  `);
  expect(await project.show("check", "--site", "a")).toMatchInlineSnapshot(`
    "$ asimov check --site a
    error SITE_PROFILE_INVALID  /project/.asimov/sites/b.yaml
      it extends "A", which extends it in turn
      Known: a, b, bad, broken, c, d, empty, LDG, OSG, ours. Your own: /project/.asimov/sites/A.yaml or /sandbox/home/.config/asimov/sites/A.yaml.
    exit code 1"
  `);
  expect(await project.show("check", "--site", "d")).toMatchInlineSnapshot(`
    "$ asimov check --site d
    error SITE_PROFILE_INVALID  /project/.asimov/sites/d.yaml
      it extends "D", and there is no other profile of that name
      Known: a, b, bad, broken, c, d, empty, LDG, OSG, ours. Your own: /project/.asimov/sites/D.yaml or /sandbox/home/.config/asimov/sites/D.yaml.
    exit code 1"
  `);
  expect(await project.show("check", "--site", "c")).toMatchInlineSnapshot(`
    "$ asimov check --site c
    error SITE_PROFILE_INVALID  /project/.asimov/sites/c.yaml
      it extends "LDGG", of which there is no profile. Did you mean "LDG"?
      Known: a, b, bad, broken, c, d, empty, LDG, OSG, ours. Your own: /project/.asimov/sites/LDGG.yaml or /sandbox/home/.config/asimov/sites/LDGG.yaml.
    exit code 1"
  `);
});

test.concurrent("a profile that can't be read keeps submissions back until it is mended, and the doctor tells of it", async ({
  expect,
  openProject,
}) => {
  const { project } = opened(openProject, { one: single(...job) }, ["site: ours"]);
  expect(await project.show("manage", "build", "submit")).toMatchInlineSnapshot(`
    "$ asimov manage build submit
    built  EV1/one  /project/checkouts/EV1/analyses/one.ini
    EV1/one: built
    error SITE_UNKNOWN  EV1/one
      there is no profile of a site "ours".
      Known: LDG, OSG. Your own: /project/.asimov/sites/ours.yaml or /sandbox/home/.config/asimov/sites/ours.yaml.
    exit code 3"
  `);
  expect((await project.run("doctor")).stdout.split("\n").filter((line) => line.includes("site:"))).toMatchInlineSnapshot(`
    [
      "fail  site: htcondor: there is no profile of a site "ours".",
    ]
  `);
  project.write({ ".asimov/sites/ours.yaml": "commands: {request_disk: {required: true}}\n" });
  expect(await project.show("manage", "submit")).toMatchInlineSnapshot(`
    "$ asimov manage submit
    submitted  EV1/one  2.0
    EV1/one: submitted as 2.0
    exit code 0"
  `);
  expect((await project.run("doctor")).stdout.split("\n").filter((line) => line.includes("site:"))).toMatchInlineSnapshot(`
    [
      "ok    site: htcondor: what is submitted is compared with ours first (/project/.asimov/sites/ours.yaml)",
    ]
  `);
});
