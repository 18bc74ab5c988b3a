export { aliases, canonicalKey, canonicalPath, type Alias } from "./aliases.ts";
export { canonical, currentNames } from "./canonical.ts";
export { impliedBy } from "./derive.ts";
export { differences, type Difference } from "./difference.ts";
export { explain, formerIn, knownKeys, type Saying } from "./explain.ts";
export type { Layer, Origin, PipelineDefaults } from "./layer.ts";
export { merge } from "./merge.ts";
export { formatPath, isMap, pathKey, pathOfKey, valueAt, type SettingPath } from "./path.ts";
export { resolveLayers, tryToResolve, type Resolved } from "./resolve.ts";
export { saidBy, type Said, type SaidMap } from "./said.ts";
export { settle, type Settled } from "./settle.ts";
export {
  checkPriors,
  evaluate,
  factsOf,
  parameterKeys,
  parameterOf,
  parameters,
  readPrior,
  readPriors,
  distributionNames,
  isDistribution,
  meantArgument,
  meantParameter,
  requiredArguments,
  type Boundary,
  type DistributionPrior,
  type Evaluated,
  type FixedPrior,
  type ParameterFacts,
  type Prior,
  type PriorOptions,
  type Priors,
  type Quantity,
  type ReadPrior,
  type ReadPriors,
  type Unit,
} from "./priors/index.ts";
export { meantKey } from "./similar-key.ts";
export { toYaml } from "./yaml.ts";
export { placeIn, placeOfKey, type Source } from "./source.ts";
export { mergeThreeWay, type Conflict, type Merged } from "./three-way.ts";
export { withValue } from "./with-value.ts";
export type { Settings, Value } from "./types.ts";
export {
  currentKeyFor,
  descriptionsFor,
  formerNamesFor,
  isDescribed,
  isKnown,
  isOpen,
  loadVocabulary,
  nearestKey,
  nearestSibling,
  nodeOf,
  nodeBelow,
  readersOf,
  typesInWords,
  typeText,
  type Audience,
  type Description,
  type Entry,
  type KeyNode,
  type ValueType,
  type Vocabulary,
  type VocabularyPart,
} from "./vocabulary/index.ts";
