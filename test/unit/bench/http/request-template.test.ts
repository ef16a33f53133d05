/** The bytes of requests, as a server reads them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { RequestTemplate, takesBody } from "../../../../src/bench/http/request-template.ts";
import { httpRequest } from "../../../support/http-plan.ts";

function text(template: RequestTemplate, key = ""): string {
  return template.bytesOf(key).toString("latin1");
}

test("a GET", () => {
  const template = new RequestTemplate(httpRequest({ path: "/carts/{key}?q={key}" }), "shop:3000", []);
  assert.equal(
    text(template, "a/b"),
    "GET /carts/a%2Fb?q=a%2Fb HTTP/1.1\r\nHost: shop:3000\r\nUser-Agent: memtool\r\nAccept: */*\r\n\r\n",
  );
});

test("headers of the user stand in for ours, whatever their case", () => {
  const headers = [
    ["host", "other"],
    ["X-Trace", "1"],
  ] as const;
  const sent = text(new RequestTemplate(httpRequest(), "shop", headers));
  assert.doesNotMatch(sent, /Host: shop/);
  assert.match(sent, /\r\nhost: other\r\nX-Trace: 1\r\n\r\n$/);
});

test("a body's length is that of its bytes with the key in it, and it may hold any byte", () => {
  const body = Uint8Array.from(
    [0, 255, 13, 10, ..."{key}"].map((part) => (typeof part === "string" ? part.charCodeAt(0) : part)),
  );
  const template = new RequestTemplate(httpRequest({ method: "PUT", body }), "h", []);
  assert.ok(template.usesKey);
  assert.ok(
    template
      .bytesOf("k/1")
      .equals(
        Buffer.concat([
          Buffer.from(text(template, "k/1").split("\r\n\r\n")[0] ?? ""),
          Buffer.from("\r\n\r\n"),
          Buffer.from([0, 255, 13, 10]),
          Buffer.from("k/1"),
        ]),
      ),
  );
  assert.match(text(template, "k/1"), /Content-Length: 7\r\n/);
});

test("a POST without a body says so", () => {
  assert.match(text(new RequestTemplate(httpRequest({ method: "POST" }), "h", [])), /Content-Length: 0\r\n\r\n$/);
  assert.ok(takesBody("PATCH") && !takesBody("DELETE"));
});

test("without a key the bytes are put together once", () => {
  const template = new RequestTemplate(httpRequest(), "h", []);
  assert.ok(!template.usesKey);
  assert.equal(template.bytesOf("a"), template.bytesOf("b"));
});

test("the announced length is the body's, whatever key and body", () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.stringMatching(/^[!-~]{0,20}$/), (bytes, key) => {
      const template = new RequestTemplate(httpRequest({ method: "PUT", body: bytes }), "h", []);
      const whole = template.bytesOf(key);
      const end = whole.indexOf("\r\n\r\n");
      const announced = Number(/Content-Length: (\d+)/.exec(whole.toString("latin1", 0, end))?.[1]);
      assert.equal(whole.length - end - 4, announced);
    }),
  );
});
