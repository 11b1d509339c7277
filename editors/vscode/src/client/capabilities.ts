import type { ClientCapabilities, FeatureState, StaticFeature } from "vscode-languageclient/node";

/**
 * What this client says of itself beyond, and short of, the usual.
 *
 * Diagnostics are pushed: a client that announces `textDocument/diagnostic` is not sent any, and asks instead, one request after
 * each change, the next only when the last is answered, and for the workspace every two seconds. A push comes as soon as the
 * server knows, needs no question, and nothing at all is sent for keys that change no finding.
 */
export class Capabilities implements StaticFeature {
  fillClientCapabilities(capabilities: ClientCapabilities): void {
    delete capabilities.textDocument?.diagnostic;
    delete capabilities.workspace?.diagnostics;
    capabilities.experimental = { penmark: { status: true } };
  }

  initialize(): void {
    // Nothing to register.
  }

  getState(): FeatureState {
    return { kind: "static" };
  }

  clear(): void {
    // Nothing to take back.
  }
}
