/** mg: echoes, vivify, recache, stale items, and the marks W, X and Z. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EngineHarness } from "../../support/engine-harness.ts";

test("flags are echoed in the order of the request", () => {
  const harness = new EngineHarness();
  harness.run("set foo 7 100 3\r\nbar\r\n");
  harness.advance(4);
  assert.equal(harness.run("mg foo t f v s c k h l Oabc\r\n"), "VA 3 t96 f7 s3 c2 kfoo h0 l4 Oabc\r\nbar\r\n");
  assert.equal(harness.run("mg foo h l\r\n"), "HD h1 l4\r\n");
  assert.equal(harness.run("mg none v O7 k\r\nmg none q\r\n"), "EN O7 knone\r\n");
});

test("u leaves no trace, T shows the old or the new ttl by its place, C saves the value", () => {
  const harness = new EngineHarness();
  harness.run("set foo 0 0 3\r\nbar\r\n");
  assert.equal(harness.run("mg foo u h\r\nmg foo h\r\n"), "HD h0\r\nHD h0\r\n");
  assert.equal(harness.run("mg foo t T30 t\r\n".replace(" t\r\n", "\r\n")), "HD t-1\r\n");
  assert.equal(harness.run("mg foo T90 t\r\n"), "HD t90\r\n");
  assert.equal(harness.run("mg foo v C2 c\r\n"), "HD c2\r\n");
  assert.equal(harness.run("mg foo v C9 c\r\n"), "VA 3 c2\r\nbar\r\n");
});

test("N creates an empty item for the first client, which wins; the next ones are told that somebody has", () => {
  const harness = new EngineHarness();
  assert.equal(harness.run("mg foo v N30 t\r\n"), "VA 0 t30 W\r\n\r\n");
  assert.equal(harness.run("mg foo v N30 t\r\n"), "VA 0 t30 Z\r\n\r\n");
  assert.equal(harness.run("mg bar N30 E500 c\r\n"), "HD c500 W\r\n");
});

test("R lets one client recache an item that is about to die", () => {
  const harness = new EngineHarness();
  harness.run("set foo 0 60 3\r\nbar\r\nset ever 0 0 1\r\nx\r\n");
  assert.equal(harness.run("mg foo R30\r\n"), "HD\r\n");
  harness.advance(31);
  assert.equal(harness.run("mg foo R30\r\nmg foo R30\r\n"), "HD W\r\nHD Z\r\n");
  assert.equal(harness.run("mg ever R30\r\n"), "HD\r\n");
});

test("a stale item is given to its first reader, marked for the others, and fresh again after a set", () => {
  const harness = new EngineHarness();
  harness.run("set foo 0 0 3\r\nbar\r\n");
  assert.equal(harness.run("md foo I T30\r\n"), "HD\r\n");
  assert.equal(harness.run("mg foo v t\r\nmg foo v t\r\n"), "VA 3 t30 X W\r\nbar\r\nVA 3 t30 Z X\r\nbar\r\n");
  assert.equal(harness.run("set foo 0 0 1\r\nx\r\nmg foo v\r\n"), "STORED\r\nVA 1\r\nx\r\n");
});

test("a base64 key is the decoded bytes, and is shown as it was stored", () => {
  const harness = new EngineHarness();
  assert.equal(harness.run("ms Zm9v 2 b\r\nhi\r\nget foo\r\n"), "HD\r\nVALUE foo 0 2\r\nhi\r\nEND\r\n");
  assert.equal(harness.run("mg foo k v\r\n"), "VA 2 kZm9v b\r\nhi\r\n");
});
