export { eventLog, type LoggedLine } from "./event-log.ts";
export { World, type PassSeen, type WorldOptions } from "./world.ts";
