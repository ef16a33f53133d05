/** protocol/binary/parse-config.ts: packets that only directories know. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseBinaryRequest } from "../../../../src/protocol/binary/parse-request.ts";
import { OP, PARSE_MORE, Request } from "../../../../src/protocol/request.ts";
import { packet } from "../../../support/binary-packet.ts";

test("key and value are one argument, and the packet is used whole", () => {
  for (const [parts, argument] of [
    [{ opcode: 0x60, key: "cluster" }, "cluster"],
    [{ opcode: 0x6e, value: "renew a 1" }, "renew a 1"],
    [{ opcode: 0x6e, extras: Buffer.alloc(4), value: "x" }, "x"],
    [{ opcode: 0x6e }, ""],
  ] as const) {
    const bytes = Buffer.from(`${packet(parts)}more`, "latin1");
    const request = new Request(1, true);
    assert.equal(parseBinaryRequest(bytes, 0, bytes.length, request), bytes.length - 4);
    assert.equal(request.op, OP.config);
    assert.equal(bytes.toString("latin1", request.argsStart, request.argsEnd), argument);
    assert.equal(request.valueLength, 0);
  }
});

test("a packet that is not whole is waited for", () => {
  const bytes = Buffer.from(packet({ opcode: 0x6e, value: "renew a 1" }), "latin1");
  const request = new Request(1, true);
  for (let end = 1; end < bytes.length; end++) {
    assert.equal(parseBinaryRequest(bytes, 0, end, request), PARSE_MORE);
  }
});

test("one that is too long, and any of them elsewhere, is an unknown command whose body is skipped", () => {
  const long = Buffer.from(packet({ opcode: 0x6e, value: "x".repeat(1025) }), "latin1");
  const plain = Buffer.from(packet({ opcode: 0x60, key: "cluster" }), "latin1");
  for (const [bytes, takesConfig, body] of [
    [long, true, 1025],
    [plain, false, 7],
  ] as const) {
    const request = new Request(1, takesConfig);
    assert.equal(parseBinaryRequest(bytes, 0, bytes.length, request), 24);
    assert.deepEqual([request.op, request.skipBytes, request.closes], [OP.invalid, body, false]);
  }
});
