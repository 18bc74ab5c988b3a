import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished, vi } from "vitest";

import { findAnalysis, type Analysis } from "../../src/analysis/index.ts";
import { apply, parseBlueprint } from "../../src/blueprint/index.ts";
import { runPass, Session, type Notice, type PassOptions, type PassReport } from "../../src/lifecycle/index.ts";
import { type Attempt, attemptsOf } from "../../src/lifecycle/record/index.ts";
import type { ContextData, Operation, PipelineDoors, RemotePipeline } from "../../src/pipeline/remote/index.ts";
import { initProject, openLedger, openProject } from "../../src/project/index.ts";
import { FakeScheduler } from "./fake-scheduler.ts";
import { directoryWith } from "./tree.ts";

/** What a hook of the fake pipeline does; what it returns goes to core. */
export type Hook = (context: ContextData, doors: Partial<PipelineDoors>) => unknown;

/** A project with one event, `GW1`, whose analyses are of a pipeline and run by a scheduler that a test holds in its hands. */
export interface Lab {
  readonly directory: string;
  readonly session: Session;
  readonly scheduler: FakeScheduler;
  /** Hooks that do otherwise than the pipeline does without them, by operation. */
  readonly hooks: Partial<Record<Operation, Hook>>;
  /** What the pipeline does without them. */
  readonly usual: Lab["hooks"];
  /** What the session told. */
  readonly notices: Notice[];
  analysis(name?: string): Analysis;
  attempts(name?: string): readonly Attempt[];
  pass(options?: PassOptions): Promise<PassReport>;
}

/** Makes a {@link Lab}: `analyses` are the documents of its analyses after `kind`, `event` and `pipeline`. */
export async function openLab(options: { readonly analyses?: readonly string[]; readonly config?: string } = {}): Promise<Lab> {
  const directory = directoryWith();
  initProject(directory, "lab");
  writeFileSync(join(directory, ".asimov/config.yaml"), `scheduler: fake\n${options.config ?? ""}`);
  const documents = (options.analyses ?? ["name: pe"]).map((text) => `---\nkind: analysis\nevent: GW1\npipeline: fake\n${text}\n`);
  const ledger = openLedger(directory, { command: "asimov apply" });
  apply(ledger, parseBlueprint(`kind: event\nname: GW1\n${documents.join("")}`, "/work/blueprint.yaml"), { installed: new Map([["fake", "1.0.0"]]) });
  ledger.close();
  return reopenLab(directory);
}

/** Opens the project of a lab, with a scheduler that has seen nothing. */
export async function reopenLab(directory: string): Promise<Lab> {
  vi.stubEnv("XDG_CONFIG_HOME", join(directory, "home"));
  vi.stubEnv("GIT_CONFIG_GLOBAL", join(directory, "gitconfig"));
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const project = await openProject(directory, { command: "asimov test" });
  const scheduler = new FakeScheduler();
  const hooks: Lab["hooks"] = {};
  const notices: Notice[] = [];
  const session = new Session(project, {
    schedulers: { fake: scheduler },
    pipelines: { fake: fakePipeline(hooks) },
    notify: (notice) => notices.push(notice),
  });
  onTestFinished(() => session.close());
  const analysis = (name = "pe"): Analysis => findAnalysis(project.ledger, name);
  return {
    directory,
    session,
    scheduler,
    hooks,
    usual,
    notices,
    analysis,
    attempts: (name) => attemptsOf(project.ledger, analysis(name)),
    pass: (passOptions = { chain: true }) => runPass(session, passOptions),
  };
}

function fakePipeline(hooks: Lab["hooks"]): RemotePipeline {
  const found = { name: "asimov-fake", version: "1.0.0", directory: "/plugins/fake", foundAt: "/plugins/fake" };
  return {
    entry: { group: "pipelines", name: "fake", package: found, module: "file:///plugins/fake/index.js" },
    call: async (operation, context, doors) => ((await (hooks[operation] ?? usual[operation])?.(context, doors)) ?? undefined) as never,
    ask: async () => ({}) as never,
  };
}

const usual: Lab["hooks"] = {
  describe: () => ({
    name: "fake",
    configExtension: ".ini",
    finalAssets: [],
    submitsItself: false,
    stateHandlers: {},
    requiredInputs: [],
    availableOutputs: [],
  }),
  build: () => ({ text: "fake\n", lineage: [], products: [] }),
  buildDag: ({ analysis: { runDirectory } }) => {
    mkdirSync(runDirectory, { recursive: true });
    writeFileSync(join(runDirectory, "fake.dag"), "JOB A A.sub\n");
    return { file: join(runDirectory, "fake.dag") };
  },
  submit: ({ workflow }, doors) => doors.submitWorkflow!(workflow!),
  resurrect: ({ workflow }, doors) => doors.submitWorkflow!(workflow!),
  detectCompletion: () => true,
  collectAssets: () => ({}),
  ejectJob: (_, doors) => doors.removeSubmissions!(),
  clean: (_, doors) => doors.trashRunDirectory!(),
};
