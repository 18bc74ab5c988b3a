import { join } from "node:path";
import { expect, test } from "vitest";

import { findAnalysis } from "../../../src/analysis/index.ts";
import { apply, parseBlueprint } from "../../../src/blueprint/index.ts";
import { Session } from "../../../src/lifecycle/index.ts";
import { configFileOf, repositoryOf } from "../../../src/lifecycle/repository/index.ts";
import { initProject, openProject } from "../../../src/project/index.ts";
import { analysis, event, installed } from "../../support/project.ts";
import { directoryWith } from "../../support/tree.ts";

test("where repositories and config files are", async () => {
  const directory = directoryWith();
  initProject(directory, "test");
  const session = new Session(await openProject(directory, { command: "asimov test" }));
  const repositories = { GW1: "", GW2: "repository: ../configs\n", GW3: "repository: git@git.example.org:o4/GW3.git\n" };
  const text = Object.entries(repositories).map(([name, more]) => event(name, more) + analysis("pe", "", name));
  apply(session.project.ledger, parseBlueprint(text.join(""), "/work/blueprint.yaml"), { installed });
  const analyses = Object.keys(repositories).map((name) => findAnalysis(session.project.ledger, `${name}/pe`));
  const places = analyses.map((one) => repositoryOf(session, one));
  expect(places).toEqual([
    { directory: join(directory, "checkouts/GW1"), kind: "own" },
    { directory: join(directory, "../configs"), kind: "given" },
    { directory: join(directory, "checkouts/GW3"), kind: "clone", url: "git@git.example.org:o4/GW3.git" },
  ]);
  expect(analyses.map((one) => configFileOf(session, one, ".ini"))).toEqual(places.map((place) => join(place.directory, "analyses/pe.ini")));
  session.close();
});
