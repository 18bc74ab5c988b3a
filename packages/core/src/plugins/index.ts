export { defaultsOf, discoverPlugins, entriesOf, type Discovery, type DiscoveryOptions } from "./discovery.ts";
export { PluginHost, type Doors, type HostCall } from "./host.ts";
export { groups, type Entry, type PluginPackage } from "./manifest.ts";
export { HostPool } from "./pool.ts";
export { remoteScheduler, type RemoteOptions, type RemoteScheduler } from "./schedulers/index.ts";
export { importPlugin, serveHost, type Ask } from "./serve.ts";
export { formerNamesOf, vocabularyOf } from "./vocabulary.ts";
