import { describe, expect, test } from "vitest";

import { parseBlueprint } from "../../src/blueprint/index.ts";
import { analysis, applyText, event, ledgerWith } from "../support/project.ts";
import { refusal } from "../support/refusal.ts";
import { refused } from "./refused.ts";

describe("the priors of one document", () => {
  test("of every kind, all problems with their lines", async () => {
    const text = `kind: configuration
priors:
  chirp mass: {minimum: 50, maximum: 10}
pipelines:
  bilby:
    priors:
      phase:
        maximum: 2 * np.pie
---
kind: event
name: GW2
priors:
  luminosity distance:
    type: [PowerLaw]
    boundary: round
---
kind: analysis
name: pe
event: GW1
pipeline: bilby
priors: {spin 1: 0, a_1: 0.5}
`;
    expect(await refused(text)).toMatchInlineSnapshot(`
      "PRIOR_RANGE /work/blueprint.yaml:3:25
        "priors.chirp mass.minimum" is 50, which is not below the maximum 10
        Correct one of them.
      PRIOR_NUMBER /work/blueprint.yaml:8:18
        "priors.phase.maximum" is "2 * np.pie", expected a number: "np.pie" (character 5) is not known
        Write a number, or arithmetic such as "2 * np.pi".
      PRIOR_TYPE /work/blueprint.yaml:14:5
        "priors.luminosity distance.type" is ["PowerLaw"], expected the name of a distribution such as Uniform
        Write the name alone, such as type: Uniform; its arguments are keys beside it.
      PRIOR_BOUNDARY /work/blueprint.yaml:15:15
        "priors.luminosity distance.boundary" is "round", expected periodic, reflective or none
      PRIOR_TWICE /work/blueprint.yaml:21:26
        "priors.a_1" is the prior of spin 1, and so is "priors.spin 1"
        Remove one of them."
    `);
  });

  test("bounds that are said to be numbers are, none are without end but in words, and nan is none", async () => {
    const bounded = (maximum: string): string =>
      event("GW2", `priors:\n  chirp mass: {type: TruncatedGaussian, mu: 5, sigma: 1, minimum: 3, maximum: ${maximum}}\n`);
    const kept = (maximum: string): unknown => {
      const priors = parseBlueprint(bounded(maximum), "b.yaml")[0]!.content["priors"] as Readonly<Record<string, { readonly maximum: unknown }>>;
      return applyText(ledgerWith(), bounded(maximum)) && priors["chirp mass"]!.maximum;
    };
    expect(["!!float 30", '!!float "30"', "!!float 1e4", "inf", "np.inf"].map(kept)).toEqual([30, 30, 10000, "inf", "np.inf"]);
    const wrong = [".inf", "-.inf", "!!float inf", ".nan", "!!float nan", "nan", '".inf"', "!!float high"];
    expect((await Promise.all(wrong.map((maximum) => refused(bounded(maximum))))).join("\n")).toMatchInlineSnapshot(`
      "BLUEPRINT_NUMBER /work/blueprint.yaml:5:79
        .inf is not a finite number
        Give a finite number. For a prior without that bound write inf, without the dot.
      BLUEPRINT_NUMBER /work/blueprint.yaml:5:79
        -.inf is not a finite number
        Give a finite number. For a prior without that bound write -inf, without the dot.
      BLUEPRINT_NUMBER /work/blueprint.yaml:5:87
        inf is not a finite number
        Give a finite number. For a prior without that bound write inf, without the dot.
      BLUEPRINT_NUMBER /work/blueprint.yaml:5:79
        .nan is not a finite number
        Give a finite number.
      BLUEPRINT_NUMBER /work/blueprint.yaml:5:87
        nan is not a finite number
        Give a finite number.
      PRIOR_NUMBER /work/blueprint.yaml:5:79
        "priors.chirp mass.maximum" is "nan", expected a number: "nan" (character 1) is not known
        Write a number, or arithmetic such as "2 * np.pi".
      PRIOR_NUMBER /work/blueprint.yaml:5:79
        "priors.chirp mass.maximum" is ".inf", expected a number: "." (character 1) has no meaning in it
        Write a number, or arithmetic such as "2 * np.pi".
      BLUEPRINT_SYNTAX /work/blueprint.yaml:5:79
        !!float high is not a number
        Mend the line: blanks indent (never tabs), and text with ": " or " #" in it, or a special first character, needs quotes."
    `);
  });

  test("a minimum alone is enough, and so is nothing", () => {
    const text = event("GW1", "priors:\n  chirp mass: {minimum: 50}\n") + analysis("pe", "priors:\n") + analysis("rest", "priors: {chirp mass:}\n");
    expect(applyText(ledgerWith(), text).map(({ action }) => action)).toEqual(["add", "add", "add"]);
  });
});

describe("the priors of an analysis, merged", () => {
  const project = "kind: configuration\nname: all\npriors:\n  chirp mass: {minimum: 30}\n";

  test("within one file, and with what the ledger has", async () => {
    const text = project + event("GW2", "priors:\n  chirp mass:\n    maximum: 20\n") + analysis("a", "", "GW2") + analysis("b", "", "GW2");
    expect(await refused(text)).toMatchInlineSnapshot(`
      "PRIOR_RANGE /work/blueprint.yaml:4:25
        analysis GW2/a: "priors.chirp mass.minimum" is 30, which is not below the maximum 20 (/work/blueprint.yaml:10:14)
        Correct one of them."
    `);
    const ledger = ledgerWith(project, event("GW2", "priors:\n  chirp mass:\n    maximum: 20\n"));
    expect(await refusal(() => applyText(ledger, analysis("pe", "priors: {psi: {minimum: 1, maximum: pi}}\n", "GW2")))).toMatchInlineSnapshot(`
      "PRIOR_RANGE /work/blueprint-1.yaml:4:25
        analysis GW2/pe: "priors.chirp mass.minimum" is 30, which is not below the maximum 20 (/work/blueprint-2.yaml:6:14)
        Correct one of them."
    `);
    applyText(ledger, analysis("pe", "priors: {chirp mass: {maximum: 31}}\n", "GW2"));
  });

  test("a pipeline's layer counts for its analyses only", async () => {
    const ledger = ledgerWith(project, "kind: configuration\nname: one\npipelines: {Bilby: {priors: {chirp mass: {maximum: 20}}}}\n", event("GW2"));
    applyText(ledger, analysis("psd", "", "GW2", "welch"));
    expect(await refusal(() => applyText(ledger, analysis("pe", "", "GW2")))).toMatchInlineSnapshot(`
      "PRIOR_RANGE /work/blueprint-1.yaml:4:25
        analysis GW2/pe: "priors.chirp mass.minimum" is 30, which is not below the maximum 20 (/work/blueprint-2.yaml:3:52)
        Correct one of them."
    `);
  });

  test("what other settings mean for analyses that are there: of an event that they are moved to, of a configuration", async () => {
    const range = (minimum: number): string => event("GW2", `priors: {chirp mass: {minimum: ${minimum}, maximum: 30}}\n`);
    const ledger = ledgerWith(range(20) + analysis("pe", "priors: {chirp mass: {maximum: 25}}\n", "GW2"));
    applyText(ledger, range(27), { update: true });
    expect(await refusal(() => applyText(ledger, range(27), { updateUnstarted: true }))).toMatchInlineSnapshot(`
      "PRIOR_RANGE /work/blueprint.yaml:4:32
        analysis GW2/pe: "priors.chirp mass.minimum" is 27, which is not below the maximum 25 (/work/blueprint-1.yaml:10:32)
        Correct one of them."
    `);
    const late = "kind: configuration\nname: late\npipelines: {bilby: {priors: {phase: {minimum: 2}, chirp mass: 5}}}\n";
    expect(await refusal(() => applyText(ledger, late))).toMatchInlineSnapshot(`
      "SETTINGS_MAP_AGAINST_VALUE /work/blueprint-1.yaml:4:10
        analysis GW2/pe: "priors.chirp mass" is a map in subject GW2, but not in pipeline bilby (/work/blueprint.yaml:3:63)
        Give it the same form in both, or cut the lower one away first with "chirp mass: null"."
    `);
    applyText(ledger, late.replace(", chirp mass: 5", ""));
    const other = "kind: configuration\nname: other\npriors: {phase: {maximum: 1}}\n";
    expect(await refusal(() => applyText(ledger, other))).toMatchInlineSnapshot(`
      "PRIOR_RANGE /work/blueprint.yaml:3:47
        pipeline bilby: "priors.phase.minimum" is 2, which is not below the maximum 1
        Correct one of them."
    `);
    expect(await refusal(() => applyText(ledger, "kind: configuration\nname: one\ntoy: {foo: {bar: 1}}\n" + analysis("b", "toy: {foo: 3}\n", "GW2"))))
      .toMatchInlineSnapshot(`
      "SETTINGS_MAP_AGAINST_VALUE /work/blueprint.yaml:9:12
        analysis GW2/b: "toy.foo" is a single value in analysis b, but not in project (/work/blueprint.yaml:3:7)
        Give it the same form in both, or cut the lower one away first with "foo: null"."
    `);
    applyText(ledger, analysis("c", "toy: {foo: 3}\n", "GW2"));
    expect(await refusal(() => applyText(ledger, "kind: configuration\nname: one\npipelines: {bilby: {toy: {foo: {bar: 1}}}}\n")))
      .toMatchInlineSnapshot(`
      "SETTINGS_MAP_AGAINST_VALUE /work/blueprint.yaml:6:12
        analysis GW2/c: "toy.foo" is a single value in analysis c, but not in pipeline bilby (/work/blueprint.yaml:3:27)
        Give it the same form in both, or cut the lower one away first with "foo: null"."
    `);
  });

  test("a type that is none, and one that lacks an argument", async () => {
    const typed = (prior: string): Promise<string> => refused(analysis("pe", `priors: {phase: {${prior}}}\n`));
    expect(await typed("type: Unifrom, minimum: 0, maximum: 1")).toMatchInlineSnapshot(`
      "PRIOR_TYPE /work/blueprint.yaml:6:24
        "priors.phase.type" is "Unifrom", which is no distribution. Did you mean "Uniform"?
        Write type: Uniform"
    `);
    expect(await typed("type: uniform")).toMatchInlineSnapshot(`
      "PRIOR_TYPE /work/blueprint.yaml:6:24
        "priors.phase.type" is "uniform", which is no distribution. Did you mean "Uniform"?
        Write type: Uniform"
    `);
    expect(await typed("type: PowerLaw, minimum: 1, maximum: 2")).toMatchInlineSnapshot(`
      "PRIOR_MISSING /work/blueprint.yaml:6:24
        analysis GW1/pe: "priors.phase" is a PowerLaw, which needs "alpha"
        Add it, such as "alpha: 1", or choose another type."
    `);
    applyText(ledgerWith(event("GW1")), analysis("pe", "priors: {phase: {type: AlignedSpin}, psi: {type: mine.NewPrior, a: 1}, q: {type: Sine}}\n"));
  });

  test("a type that nobody here knows is warned of", () => {
    const [step] = applyText(
      ledgerWith(event("GW1")),
      analysis("pe", "priors: {phase: {type: Unknwon}, psi: {type: mine.Unknwon}, q: {type: Sine}}\n"),
    );
    expect(step?.warnings?.filter(({ code }) => code.startsWith("PRIOR"))).toMatchInlineSnapshot(`
      [
        {
          "at": {
            "column": 24,
            "file": "/work/blueprint.yaml",
            "line": 6,
          },
          "code": "PRIOR_TYPE_UNKNOWN",
          "message": ""priors.phase.type" is "Unknwon", which is no known distribution",
          "remedy": "It is passed on as it is; the pipeline refuses what it does not know. Known are AlignedSpin, Beta, Categorical, Cauchy, ChiSquared, ConditionalBeta, ConditionalCauchy, ConditionalChiInPlane, ConditionalChiSquared, ConditionalChiUniformSpinMagnitude, ConditionalCosine, ConditionalDeltaFunction, ConditionalExponential, ConditionalFermiDirac, ConditionalGamma, ConditionalGaussian, ConditionalHalfGaussian, ConditionalInterped, ConditionalLogNormal, ConditionalLogUniform, ConditionalLogistic, ConditionalPowerLaw, ConditionalSine, ConditionalStudentT, ConditionalSymmetricLogUniform, ConditionalTruncatedGaussian, ConditionalUniform, ConditionalUniformComovingVolume, ConditionalUniformSourceFrame, Constraint, Cosine, Cosmological, DeltaFunction, DirichletElement, DiscreteValues, EOSCheck, Exponential, FermiDirac, FromFile, Gamma, Gaussian, HalfGaussian, HalfNormal, HealPixMapPriorDist, HealPixPrior, Interped, LogGaussian, LogNormal, LogUniform, Logistic, Lorentzian, MultivariateGaussian, MultivariateGaussianDist, MultivariateNormal, MultivariateNormalDist, Normal, PowerLaw, Sine, SlabSpikePrior, StudentT, SymmetricLogUniform, Triangular, TruncatedGaussian, TruncatedNormal, Uniform, UniformComovingVolume, UniformInComponentsChirpMass, UniformInComponentsMassRatio, UniformSourceFrame, WeightedCategorical, WeightedDiscreteValues; with its module (my.module.Unknwon) nobody asks.",
        },
      ]
    `);
  });

  test("a map against a value", async () => {
    const ledger = ledgerWith("kind: configuration\npriors: {psi: 1}\n", event("GW2"));
    expect(await refusal(() => applyText(ledger, analysis("pe", "priors: {psi: {minimum: 0, maximum: 1}}\n", "GW2")))).toMatchInlineSnapshot(`
      "SETTINGS_MAP_AGAINST_VALUE /work/blueprint.yaml:6:10
        analysis GW2/pe: "priors.psi" is a map in analysis pe, but not in project (/work/blueprint-1.yaml:2:15)
        Give it the same form in both, or cut the lower one away first with "psi: null"."
    `);
  });

  test("an update counts with the revision of the event that the analysis is on", async () => {
    const ledger = ledgerWith(event("GW2", "priors: {psi: {maximum: 1}}\n") + analysis("pe", "", "GW2"));
    applyText(ledger, event("GW2", "priors: {psi: {maximum: 3}}\n"), { update: true });
    const changed = analysis("pe", "priors: {psi: {minimum: 2}}\n", "GW2");
    expect(await refusal(() => applyText(ledger, changed, { update: true }))).toMatchInlineSnapshot(`
      "PRIOR_RANGE /work/blueprint.yaml:6:25
        analysis GW2/pe: "priors.psi.minimum" is 2, which is not below the maximum 1 (/work/blueprint-1.yaml:4:25)
        Correct one of them."
    `);
    applyText(ledger, event("GW2", "priors: {psi: {maximum: 3}}\n") + changed, { updateUnstarted: true });
  });
});
