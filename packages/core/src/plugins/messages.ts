import type { PlainError } from "../system/index.ts";

/** A message from the host process; `call` is the number of the call that it belongs to. */
export type FromHost =
  /** The call has begun: what ends the process before that was left by an earlier call. */
  | { readonly type: "begun"; readonly call: number }
  | { readonly type: "result"; readonly call: number; readonly value?: unknown }
  | { readonly type: "error"; readonly call: number; readonly error: PlainError }
  | { readonly type: "request"; readonly call: number; readonly id: number; readonly door: string; readonly argument?: unknown };

/** A message to the host process. */
export type ToHost =
  | { readonly type: "call"; readonly call: number; readonly operation: string; readonly payload: unknown }
  | { readonly type: "reply"; readonly id: number; readonly value?: unknown }
  | { readonly type: "refusal"; readonly id: number; readonly error: PlainError };

/** Whether a message is one of ours: a plugin may send messages of its own, which are for nobody. */
export function isFromHost(message: unknown): message is FromHost {
  return typeof message === "object" && message !== null && "type" in message && "call" in message && typeof message.call === "number";
}
