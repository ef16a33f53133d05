/** Replies as bytes. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gunzipSync } from "node:zlib";
import { acceptsGzip, encodeReply, plainReply, type Reply } from "../../../src/net/http-reply.ts";

describe("encodeReply", () => {
  const long: Reply = { status: 200, type: "text/plain; version=0.0.4", text: "a 1\n".repeat(1000) };

  it("names the type and the length, and is the last of its connection", () => {
    const { status, headers, body } = encodeReply(long, undefined);
    assert.equal(status, 200);
    assert.equal(headers["Content-Type"], "text/plain; version=0.0.4");
    assert.equal(headers["Content-Length"], 4000);
    assert.equal(headers["Connection"], "close");
    assert.equal(body.toString(), long.text);
  });
  it("packs what is worth it for who takes it", () => {
    const { headers, body } = encodeReply(long, "deflate, gzip");
    assert.equal(headers["Content-Encoding"], "gzip");
    assert.equal(headers["Content-Length"], body.length);
    assert.equal(gunzipSync(body).toString(), long.text);
    assert.equal(encodeReply(plainReply(200, "ok"), "gzip").headers["Content-Encoding"], undefined);
  });
  it("says which methods there are when another was used", () => {
    assert.equal(encodeReply(plainReply(405, "no"), undefined).headers["Allow"], "GET, HEAD");
    assert.equal(encodeReply(plainReply(404, "no"), undefined).headers["Allow"], undefined);
  });
});

describe("acceptsGzip", () => {
  it("reads qualities and stars", () => {
    for (const header of ["gzip", "GZIP;q=0.5", "br, gzip ;q=1", "*", "identity;q=0.1,*;q=1"]) {
      assert.ok(acceptsGzip(header), header);
    }
    for (const header of [undefined, "", "identity", "gzip;q=0", "gzip;q=0.000, *", "*;q=0", "gzip;q=x", "xgzip"]) {
      assert.ok(!acceptsGzip(header), String(header));
    }
  });
});
