/** Values that arrive in pieces: stored, refused, or given up. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRequest } from "../../../src/protocol/text/parse-request.ts";
import { IncomingValue } from "../../../src/server/incoming-value.ts";
import { checkInvariants } from "../../../src/store/invariants.ts";
import { EngineHarness } from "../../support/engine-harness.ts";

function begin(harness: EngineHarness, line: string): IncomingValue {
  const bytes = Buffer.from(line);
  parseRequest(bytes, 0, bytes.length, harness.request);
  return new IncomingValue(harness.engine, harness.request, bytes, harness.request.valueLength + 2);
}

function finish(harness: EngineHarness, { head, ref, failure }: IncomingValue): string {
  const { engine, request, reply } = harness;
  parseRequest(head, 0, head.length, request);
  if (ref === 0) {
    engine.refuse(request, failure, reply);
  } else {
    engine.commitReceived(request, head, ref, reply);
  }
  return harness.takeReply();
}

function take(incoming: IncomingValue, text: string): number {
  return incoming.take(Buffer.from(text), 0, text.length);
}

test("pieces make the value, although other requests ran in between", () => {
  const harness = new EngineHarness();
  const incoming = begin(harness, "ms Zm9v 6 b c k O1 T30\r\n");
  assert.equal(take(incoming, "abc"), 3);
  harness.run("set other 0 0 1\r\nx\r\n");
  assert.equal(take(incoming, "def\r\nget"), 5);
  assert.equal(incoming.complete, true);
  assert.equal(finish(harness, incoming), "HD c3 kZm9v b O1\r\n");
  assert.equal(harness.run("mg foo v t\r\n"), "VA 6 t30\r\nabcdef\r\n");
});

test("a refused value is swallowed, then answered", () => {
  const harness = new EngineHarness();
  const incoming = begin(harness, "set big 0 0 3000000\r\n");
  const piece = "x".repeat(1_000_000);
  for (let round = 0; round < 3; round++) {
    take(incoming, piece);
    assert.equal(incoming.complete, false);
  }
  assert.equal(take(incoming, "\r\n"), 2);
  assert.equal(finish(harness, incoming), "SERVER_ERROR object too large for cache\r\n");
});

test("without CRLF behind it the value is refused; given up, its memory comes back", () => {
  const harness = new EngineHarness();
  const incoming = begin(harness, "set a 0 0 2\r\n");
  take(incoming, "abXY");
  assert.equal(finish(harness, incoming), "CLIENT_ERROR bad data chunk\r\n");
  const broken = begin(harness, "set a 0 0 700000\r\n");
  take(broken, "partly");
  broken.abandon();
  assert.deepEqual(checkInvariants(harness.store).problems, []);
});
