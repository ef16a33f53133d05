/** What requests are for. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Address, parseAddress } from "../../../src/base/address.ts";
import { routeRequest } from "../../../src/monitor/exporter-routes.ts";
import { nameTargets } from "../../../src/monitor/exporter-targets.ts";

const TARGETS = { named: nameTargets([parseAddress("a:1")]), isOpen: false, apply: (address: Address) => address };

function route(method: string, target: string) {
  return routeRequest(method, target, TARGETS);
}

describe("routeRequest", () => {
  it("knows its pages, whatever stands behind the path", () => {
    assert.equal(route("GET", "/metrics").kind, "metrics");
    assert.equal(route("HEAD", "/metrics?x=1").kind, "metrics");
    assert.equal(route("GET", "/").kind, "landing");
    assert.equal(route("GET", "/healthz").kind, "health");
    assert.deepEqual(route("GET", "/scrape?x=1&target=a%3A1&target=b"), {
      kind: "scrape",
      address: parseAddress("a:1"),
      isNamed: true,
    });
  });
  it("refuses with the right status", () => {
    const status = (method: string, target: string) => {
      const request = route(method, target);
      return request.kind === "refused" ? request.status : request.kind;
    };
    assert.equal(status("GET", "/scrape"), 400);
    assert.equal(status("GET", "/scrape?target=b:1"), 403);
    assert.equal(status("GET", "/metrics/"), 404);
    assert.equal(status("GET", "/favicon.ico"), 404);
    assert.equal(status("GET", "/../metrics/x"), 404);
    assert.equal(status("GET", "//["), 400);
    assert.equal(status("POST", "/metrics"), 405);
    assert.equal(status("DELETE", "/nothing"), 405);
  });
});
