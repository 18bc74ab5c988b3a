import { blueprint, test, toyPlugin, toySource } from "./support/index.ts";

test.concurrent("lines of a config file that stand on products of other analyses name these and their attempts", async ({ expect, openProject }) => {
  const project = openProject({
    blueprint: blueprint({ psd: "offers: [H1]", pe: "needs: [psd]\npsds: {L1: own/L1.txt}", plain: "psds: {H1: own/H1.txt}" }),
  });
  expect(await project.show("show", "plain", "--config")).toMatchInlineSnapshot(`
    "$ asimov show plain --config
    # toy
    answer = 42                                                   <- answer: subject EV1 blueprint.yaml:4:9
    psds = H1=/project/own/H1.txt  <- psds.H1: analysis plain blueprint.yaml:23:12
    exit code 0"
  `);
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(await project.show("show", "pe", "--config")).toMatchInlineSnapshot(`
    "$ asimov show pe --config
    # toy
    answer = 42                                                   <- answer: subject EV1 blueprint.yaml:4:9
    psds = L1=/project/own/L1.txt H1=/project/working/EV1/psd/psd-H1.txt  <- psds.L1: analysis pe blueprint.yaml:17:12; psds.H1: from EV1/psd, attempt 1
    exit code 0"
  `);
  await project.run("analysis", "restart", "--yes", "psd");
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect((await project.show("show", "pe", "--config")).match(/<- psds.*/)?.[0]).toMatchInlineSnapshot(
    `"<- psds.L1: analysis pe blueprint.yaml:17:12; psds.H1: from EV1/psd, attempt 1"`,
  );
  expect((await project.show("show", "pe", "--config", "--now")).match(/<- psds.*/)?.[0]).toMatchInlineSnapshot(
    `"<- psds.L1: analysis pe blueprint.yaml:17:12; psds.H1: from EV1/psd, attempt 2"`,
  );
  const { lines } = (await project.json("show", "pe", "--config")) as { readonly lines: readonly { readonly products: readonly unknown[] }[] };
  expect(lines.flatMap(({ products }) => products)).toMatchInlineSnapshot(`
    [
      {
        "address": "EV1/psd",
        "attempt": 1,
        "product": "psds.H1",
      },
    ]
  `);
});

test.concurrent("so do those made of inputs, of what single needed analyses offer, and of settings of combined ones", async ({
  expect,
  openProject,
}) => {
  const source = toySource.replace(
    / {2}get psdFiles\(\) \{\n.*\n {2}\}\n/,
    `  get psdFiles() {
    const { inputs, needs, analyses } = this.analysis;
    const one = needs.find(({ name }) => name === "two");
    return [inputs.psds?.L1, one?.assets.out, one && this.path("..") && one.runDirectory, ...analyses.map(({ settings }) => settings.answer)].filter(Boolean).join(" ");
  }
`,
  );
  const project = openProject({
    plugins: { toy: toyPlugin("toy", source) },
    blueprint: blueprint({ one: "offers: [L1]", two: "answer: 7", asks: "needs: [one, two]", joins: "analyses: [two]" }),
  });
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(await project.show("show", "asks", "--config")).toMatchInlineSnapshot(`
    "$ asimov show asks --config
    # toy
    answer = 42                                                   <- answer: subject EV1 blueprint.yaml:4:9
    psds = /project/working/EV1/one/psd-L1.txt /project/working/EV1/two/out.txt /project/working/EV1/two  <- psds.L1: from EV1/one, attempt 1; out: from EV1/two, attempt 1; run directory: from EV1/two, attempt 1
    exit code 0"
  `);
  expect(await project.show("show", "joins", "--config")).toMatchInlineSnapshot(`
    "$ asimov show joins --config
    # toy
    answer = 42  <- answer: subject EV1 blueprint.yaml:4:9
    psds = 7     <- settings.answer: from EV1/two, attempt 1
    exit code 0"
  `);
});
