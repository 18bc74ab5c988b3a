export { defaultsOf, discoverPlugins, entriesOf, type Discovery, type DiscoveryOptions } from "./discovery.ts";
export { PluginHost, type Doors, type HostCall } from "./host.ts";
export { groups, type Entry, type PluginPackage } from "./manifest.ts";
export { loadScheduler } from "./schedulers.ts";
export { importPlugin, serveHost, type Ask } from "./serve.ts";
export { formerNamesOf, vocabularyOf } from "./vocabulary.ts";
