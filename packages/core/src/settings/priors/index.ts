export { checkPriors } from "./check.ts";
export { distributionNames, isDistribution, meantArgument, requiredArguments } from "./distributions.ts";
export { evaluate, type Evaluated } from "./expression.ts";
export { factsOf, meantParameter, parameterOf, parameters, type ParameterFacts, type Unit } from "./parameters.ts";
export { readPrior, type ReadPrior } from "./read-prior.ts";
export { parameterKeys, readPriors, type ReadPriors } from "./read-priors.ts";
export type { Boundary, DistributionPrior, FixedPrior, Prior, PriorOptions, Priors, Quantity } from "./types.ts";
