export { causeOf } from "./causes.ts";
export { endAttempt, failAttempt, remedyFor } from "./failure.ts";
export { attendHeld, endingHeld } from "./held.ts";
export { resurrect } from "./resurrect.ts";
