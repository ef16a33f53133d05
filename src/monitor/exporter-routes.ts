/** What a request to the exporter is for: a pure function of its method and path. */
import type { Address } from "../base/address.ts";
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

/** The methods that are answered; nothing can be changed here. */
export const ALLOWED_METHODS = ["GET", "HEAD"] as const;

/** Reads the request line. @param target the path with its query, as HTTP sends it */
export function routeRequest(method: string, target: string, targets: ExporterTargets): ExporterRequest {
  if (!ALLOWED_METHODS.some((allowed) => allowed === method)) {
    return { kind: "refused", status: 405, text: `only ${ALLOWED_METHODS.join(" and ")} are answered here` };
  }
  if (!URL.canParse(target, "http://exporter")) {
    return { kind: "refused", status: 400, text: "the path of the request cannot be read" };
  }
  const { pathname, searchParams } = new URL(target, "http://exporter");
  switch (pathname) {
    case "/metrics":
      return { kind: "metrics" };
    case "/scrape": {
      const found = findTarget(searchParams.get("target"), targets);
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
