/** dialect: what a protocol's encoder asks, its reader understands. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Recorder } from "../../../../src/bench/load/recorder.ts";
import { createDialect, PROTOCOLS } from "../../../../src/bench/wire/dialect.ts";
import { ReplyLedger } from "../../../../src/bench/wire/reply-ledger.ts";
import { RequestWindow } from "../../../../src/bench/wire/request-window.ts";
import { Draw } from "../../../../src/bench/workload/draw.ts";
import { OPERATION, OUTCOME, slotOf } from "../../../../src/bench/workload/operations.ts";
import { Payload } from "../../../../src/bench/workload/payload.ts";
import { testWorkload } from "../../../support/bench-plan.ts";
import { packet, wordExtras } from "../../../support/binary-packet.ts";

for (const [protocol, lease, request, reply] of [
  ["text", false, "get k7\r\n", "VALUE k7 0 1\r\nx\r\nEND\r\n"],
  ["text", true, "mg k7 v k N30\r\n", "VA 1 kk7\r\nx\r\n"],
  ["meta", false, "mg k7 v k\r\n", "VA 1 kk7\r\nx\r\n"],
  [
    "binary",
    false,
    packet({ opcode: 0, key: "k7", opaque: 7 }),
    packet({ magic: 0x81, opcode: 0, extras: wordExtras(0), value: "x", opaque: 7 }),
  ],
] as const) {
  test(`${protocol}${lease ? " with a lease" : ""}: a get and its reply`, () => {
    const dialect = createDialect(protocol, lease, new Payload(testWorkload()));
    const encoder = dialect.createEncoder();
    const draw = new Draw();
    draw.key = 7;
    encoder.encode(draw);
    assert.equal(encoder.out.bytes.toString("latin1", 0, encoder.out.length), request);
    const window = new RequestWindow(1);
    const recorder = new Recorder();
    window.push(draw.operation, draw.key, Number.NaN, Number.NaN, 0);
    window.stamp(0);
    const reader = dialect.createReader(new ReplyLedger(window, recorder));
    assert.equal(reader.read(Buffer.from(reply, "latin1"), reply.length, 1), true);
    assert.equal(recorder.requests(slotOf(OPERATION.get, OUTCOME.hit)), 1);
  });
}

test("all protocols begin with the question for the version", () => {
  const greetings = PROTOCOLS.map((protocol) => createDialect(protocol, false, new Payload(testWorkload())).greeting);
  assert.deepEqual(
    greetings.map(({ request }) => Buffer.from(request).toString("latin1")),
    ["version\r\n", "version\r\n", packet({ opcode: 0x0b })],
  );
});
