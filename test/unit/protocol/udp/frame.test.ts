import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { UDP_DATAGRAM_BYTES_MAX, udpRequestId, udpSeries } from "../../../../src/protocol/udp/frame.ts";

function frame(words: readonly number[], payload: string): Buffer {
  const header = Buffer.alloc(8);
  words.forEach((word, index) => {
    header.writeUInt16BE(word, index * 2);
  });
  return Buffer.concat([header, Buffer.from(payload)]);
}

test("a whole request has an id; its sequence number and the reserved bytes say nothing", () => {
  assert.equal(udpRequestId(frame([0xfffe, 0, 1, 0], "x")), 0xfffe);
  assert.equal(udpRequestId(frame([7, 9, 1, 5], "x")), 7);
});

test("parts of a request, no request at all and less than a header are nothing", () => {
  assert.equal(udpRequestId(frame([7, 0, 2, 0], "x")), undefined);
  assert.equal(udpRequestId(frame([7, 0, 0, 0], "x")), undefined);
  assert.equal(udpRequestId(frame([7, 0, 1, 0], "")), undefined);
  assert.equal(udpRequestId(Buffer.from("1234567")), undefined);
  assert.equal(udpRequestId(Buffer.alloc(0)), undefined);
});

test("an empty answer is a header that counts no datagrams", () => {
  assert.deepEqual(udpSeries(7, Buffer.alloc(0)), [frame([7, 0, 0, 0], "")]);
});

test("an answer of any length is numbered pieces of at most 1400 bytes that give it back", () => {
  fc.assert(
    fc.property(fc.nat(0xffff), fc.uint8Array({ minLength: 1, maxLength: 6000 }), (requestId, bytes) => {
      const answer = Buffer.from(bytes);
      const series = udpSeries(requestId, answer);
      assert.equal(series.length, Math.ceil(answer.length / 1392));
      series.forEach((datagram, sequence) => {
        assert.ok(datagram.length <= UDP_DATAGRAM_BYTES_MAX && datagram.length > 8);
        assert.deepEqual(datagram.subarray(0, 8), frame([requestId, sequence, series.length, 0], ""));
      });
      assert.deepEqual(Buffer.concat(series.map((datagram) => datagram.subarray(8))), answer);
    }),
  );
});
