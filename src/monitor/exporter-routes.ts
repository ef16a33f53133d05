/** What a request to the exporter is for: a pure function of its method and path. */
import type { Address } from "../base/address.ts";
import { readPageRequest } from "../net/http-request.ts";
import { type ExporterTargets, findTarget } from "./exporter-targets.ts";

/** The reply to a request that is not carried out. */
export interface RefusedRequest {
  readonly kind: "refused";
  readonly status: 400 | 403 | 404 | 405;
  readonly text: string;
}

/** One of the exporter's pages, or a refusal. */
export type ExporterRequest =
  | { readonly kind: "metrics" }
  | { readonly kind: "scrape"; readonly address: Address; readonly isNamed: boolean }
  | { readonly kind: "health" }
  | { readonly kind: "landing" }
  | RefusedRequest;

/** Reads the request line. @param target the path with its query, as HTTP sends it */
export function routeRequest(method: string, target: string, targets: ExporterTargets): ExporterRequest {
  const request = readPageRequest(method, target);
  if (request.kind === "refused") {
    return request;
  }
  switch (request.path) {
    case "/metrics":
      return { kind: "metrics" };
    case "/scrape": {
      const found = findTarget(request.query.get("target"), targets);
      return found.kind === "refused" ? found : { ...found, kind: "scrape" };
    }
    case "/healthz":
      return { kind: "health" };
    case "/":
      return { kind: "landing" };
    default:
      return { kind: "refused", status: 404, text: "there are /, /metrics, /scrape?target=HOST:PORT and /healthz" };
  }
}
