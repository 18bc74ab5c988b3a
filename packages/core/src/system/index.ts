export { endsWithin, inParallel } from "./parallel.ts";
export { killGroup, runCommand, signalGroup, signalProcess, type CommandOptions, type CommandResult } from "./commands.ts";
export {
  AsimovError,
  AsimovErrors,
  formatPlace,
  fromPlainError,
  machineTrouble,
  systemCode,
  systemTrouble,
  throwAll,
  toPlainError,
  type ErrorDetails,
  type Place,
  type PlainError,
} from "./errors.ts";
export { formatBytes, parseBytes } from "./bytes.ts";
export { makeDirectory, notWritable, readIfExists, sha256, sha256File, slug, syncDirectory, writeAtomic, writingFor } from "./files.ts";
export { RealPaths } from "./real-paths.ts";
export { readingFile } from "./reading-file.ts";
export { removeAbandoned, unfinishedFor } from "./unfinished.ts";
export { didYouMean, nearest } from "./nearest.ts";
export { forkModule, nodeCommand, spawnDetached } from "./node-child.ts";
export { packageFile, programModule, runsFromSources } from "./package.ts";
export { fileSystemOf, type FileSystem, type Statfs } from "./file-system.ts";
export {
  groupMembers,
  identify,
  liveness,
  machineId,
  processTable,
  thisBoot,
  thisHost,
  type Liveness,
  type ProcessIdentity,
  type ProcessStat,
} from "./processes.ts";
export { after, formatDuration, isoTime, systemClock, timestamp, type Clock } from "./time.ts";
export { findProgram, isProgram } from "./find-program.ts";
export { typed } from "./typed.ts";
export { userName } from "./user.ts";
export { walkFiles, type Found } from "./walk.ts";
export { sizeOf, type Size } from "./size.ts";
export { isRecord } from "./is-record.ts";
