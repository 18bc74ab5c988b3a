// The monitor that keeps running: a door of its own, for the commands that start, stop and show it.
export { cronLine, hasCronLine, withCronLine, withoutCronLine } from "./crontab.ts";
export { lookAtMonitor } from "./look.ts";
export { monitorLog } from "./log.ts";
export { passOnce } from "./pass-once.ts";
export { startMonitor, type StartOptions } from "./start.ts";
export { describeMonitor, monitorState, type MonitorLife, type MonitorState } from "./state.ts";
export { stopMonitor, type Stopped } from "./stop.ts";
