import { expect, test } from "vitest";

import { applyText, event, ledgerWith } from "../support/project.ts";
import { refused } from "./refused.ts";

test("a path, or what git can clone", () => {
  const good = ["../configs", "/shared/o4 configs", "https://git.example.org/o4/EV1.git", "ssh://git@host:22/x", "git@git.example.org:o4/EV1.git"];
  const text = good.map((repository, index) => event(`GW${index}`, `repository: "${repository}"\n`)).join("") + event("GW9", "repository:\n");
  expect(applyText(ledgerWith(), text).map(({ action }) => action)).toEqual(Array(6).fill("add"));
});

test("anything else, and what holds a secret", async () => {
  const bad = ["5", '""', '"-x"', '"a\\nb"', "ext::sh -c true", "file:///x", "https://me:secret@git.example.org/x"];
  expect(await refused(bad.map((repository, index) => event(`EV${index}`, `repository: ${repository}\n`)).join(""))).toMatchInlineSnapshot(`
    "BLUEPRINT_REPOSITORY /work/blueprint.yaml:4:13
      "repository" is 5, expected text
      Give the path of a git repository, https://HOST/PATH or git@HOST:PATH, or leave it out: then asimov makes one.
    BLUEPRINT_REPOSITORY /work/blueprint.yaml:8:13
      "repository" is "", expected text
      Give the path of a git repository, https://HOST/PATH or git@HOST:PATH, or leave it out: then asimov makes one.
    BLUEPRINT_REPOSITORY /work/blueprint.yaml:12:13
      "repository" can't be the name of a repository
      Give the path of a git repository, https://HOST/PATH or git@HOST:PATH, or leave it out: then asimov makes one.
    BLUEPRINT_REPOSITORY /work/blueprint.yaml:16:13
      "repository" can't be the name of a repository
      Give the path of a git repository, https://HOST/PATH or git@HOST:PATH, or leave it out: then asimov makes one.
    BLUEPRINT_REPOSITORY /work/blueprint.yaml:20:13
      "repository" is of a kind that can't be cloned
      Give the path of a git repository, https://HOST/PATH or git@HOST:PATH, or leave it out: then asimov makes one.
    BLUEPRINT_REPOSITORY /work/blueprint.yaml:24:13
      "repository" is of a kind that can't be cloned
      Give the path of a git repository, https://HOST/PATH or git@HOST:PATH, or leave it out: then asimov makes one.
    BLUEPRINT_REPOSITORY /work/blueprint.yaml:28:13
      "repository" holds a password
      Leave it out: git asks its credential helper for it."
  `);
});
