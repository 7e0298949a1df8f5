import type { ICallbackServer } from "@pulumi/pulumi/runtime/callbacks.js";
import { Callback } from "@pulumi/pulumi/proto/callback_pb.js";

/**
 * Hooks and transforms are functions that the engine calls back. In a plan nothing happens that it would call them for,
 * and the server by which it would takes a second to start.
 */
const noCallbacks: ICallbackServer = {
  registerTransform: () => Promise.resolve(new Callback()),
  registerStateMigration: () => Promise.resolve(new Callback()),
  registerStackTransform: () => undefined,
  registerStackInvokeTransform: () => undefined,
  registerStackInvokeTransformAsync: () => Promise.resolve(new Callback()),
  registerResourceHook: () => Promise.resolve(),
  registerErrorHook: () => Promise.resolve(),
  shutdown: () => undefined,
  awaitStackRegistrations: () => Promise.resolve(),
};

/** Takes the place of the callback server of the run that the mocks were just set for; Pulumi has no setting for it. */
export function withoutCallbacks(): void {
  (Reflect.get(globalThis, "globalStore") as { callbacks?: ICallbackServer }).callbacks = noCallbacks;
}
