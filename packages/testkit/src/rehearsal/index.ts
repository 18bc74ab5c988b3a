export { rehearse, type Rehearsal, type RehearsalOptions } from "./rehearse.ts";
