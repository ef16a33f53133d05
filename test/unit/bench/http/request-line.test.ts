/** Request lines: every part, what is left out, and what is refused. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { HTTP_METHODS } from "../../../../src/bench/http/http-plan.ts";
import { bodyOf, isRequestLine, parseRequestLine } from "../../../../src/bench/http/request-line.ts";

const noFile = (path: string): never => {
  throw new Error(`no such file: ${path}`);
};

function parsed(text: string) {
  const { body, ...rest } = parseRequestLine(text, noFile);
  return { ...rest, body: body === undefined ? undefined : Buffer.from(body).toString() };
}

test("a URL alone", () => {
  assert.deepEqual(parsed("http://127.0.0.1:3000/carts/{key}?a=1#top"), {
    name: undefined,
    method: undefined,
    origin: "http://127.0.0.1:3000",
    login: undefined,
    path: "/carts/{key}?a=1",
    weight: 1,
    body: undefined,
  });
});

test("name, method, path, weight and body", () => {
  const line = parsed('buy: PUT /carts/{key} 0.5 {"id": "{key}"}');
  assert.deepEqual(
    [line.name, line.method, line.origin, line.path, line.weight, line.body],
    ["buy", "PUT", undefined, "/carts/{key}", 0.5, '{"id": "{key}"}'],
  );
});

test("a body without a weight, and one from a file", () => {
  assert.equal(parsed("POST /search {}").body, "{}");
  const { body } = parseRequestLine("POST /x 2 @some file", (path) => Buffer.from(`<${path}>`));
  assert.equal(Buffer.from(body ?? []).toString(), "<some file>");
});

test("an https URL with a login, a standard port and no path", () => {
  const line = parsed("GET https://me:p%40ss@shop.example:443");
  assert.deepEqual([line.origin, line.login, line.path], ["https://shop.example", "me:p@ss", "/"]);
});

test("what may not stand in a request's first line is percent-encoded, keys and what is encoded already are left alone", () => {
  assert.equal(parsed("GET /grün/%20/{key}").path, "/gr%C3%BCn/%20/{key}");
});

test("what is refused", () => {
  for (const [text, found] of [
    ["", /no URL/],
    ["FETCH /x", /no method FETCH/],
    ["GET x", /neither a URL/],
    ["GET http://:1/", /neither a URL/],
    ["GET /x 0", /weight 0/],
    ["GET /x -1", /weight -1/],
    ["cache: GET /x", /cannot be called cache/],
    ["POST /x 1 @gone", /gone cannot be read: no such file/],
  ] as const) {
    assert.throws(() => parseRequestLine(text, noFile), { code: "USAGE", message: found }, text);
  }
});

test("lines are told from servers of memcached", () => {
  for (const word of ["http://a/", "GET http://a/", "HTTPS://a", "read: GET /x 3", "PUT /x"]) {
    assert.ok(isRequestLine(word), word);
  }
  for (const word of ["127.0.0.1:11211", "cache1", "/tmp/socket", "memcached://u@h", "[::1]:11211"]) {
    assert.ok(!isRequestLine(word), word);
  }
});

test("a body larger than any is refused", () => {
  assert.throws(() => bodyOf("@big", () => new Uint8Array(64 * 1024 * 1024 + 1)), { code: "USAGE", message: /larger/ });
});

test("a line is read as it was put together", () => {
  const word = fc.stringMatching(/^[A-Za-z0-9._~-]{1,8}$/);
  fc.assert(
    fc.property(
      fc.constantFrom(...HTTP_METHODS),
      fc.array(word, { maxLength: 3 }),
      fc.integer({ min: 1, max: 1000 }),
      (method, words, weight) => {
        const path = `/${words.join("/")}`;
        const line = parsed(`${method} ${path} ${weight}`);
        assert.deepEqual([line.method, line.path, line.weight, line.body], [method, path, weight, undefined]);
      },
    ),
  );
});
