/** The first line of a request for a page. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { readPageRequest } from "../../../src/net/http-request.ts";

describe("readPageRequest", () => {
  it("tells path and query, whatever form the target has", () => {
    for (const target of ["/metrics?a=b", "http://elsewhere:1/metrics?a=b", "//elsewhere/metrics?a=b"]) {
      const request = readPageRequest("GET", target);
      assert.ok(request.kind === "page", target);
      assert.deepEqual([request.path, request.query.get("a")], ["/metrics", "b"]);
    }
  });
  it("refuses methods that could change something, and targets that are none", () => {
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "get", ""]) {
      const request = readPageRequest(method, "/metrics");
      assert.ok(request.kind === "refused" && request.status === 405 && request.text.includes("GET and HEAD"), method);
    }
    const request = readPageRequest("GET", "http://[");
    assert.ok(request.kind === "refused" && request.status === 400);
  });
  it("never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (target) => {
        assert.ok(["page", "refused"].includes(readPageRequest("HEAD", target).kind));
      }),
    );
  });
});
