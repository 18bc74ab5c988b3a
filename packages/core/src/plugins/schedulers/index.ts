export { remoteScheduler, type RemoteOptions, type RemoteScheduler } from "./remote.ts";
