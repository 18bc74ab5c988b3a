export { hostOfWal, isWal, refuseOtherHost, type WalHost } from "./host.ts";
export { leaveWal, useWal, type WalOptions } from "./switch.ts";
