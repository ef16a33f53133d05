/** binary-encoder: the packets of every operation, compared with packets that are put together by other code. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { BinaryEncoder } from "../../../../src/bench/wire/binary-encoder.ts";
import { isBinary } from "../../../../src/bench/wire/binary-requests.ts";
import { RequestBytes } from "../../../../src/bench/wire/request-bytes.ts";
import { Draw } from "../../../../src/bench/workload/draw.ts";
import { parseKeyLengths } from "../../../../src/bench/workload/key-lengths.ts";
import { OPERATION, OPERATIONS, type OperationName } from "../../../../src/bench/workload/operations.ts";
import { Payload } from "../../../../src/bench/workload/payload.ts";
import { parseTtls } from "../../../../src/bench/workload/ttls.ts";
import { parseValueSizes } from "../../../../src/bench/workload/value-sizes.ts";
import type { Workload } from "../../../../src/bench/workload/workload.ts";
import { testWorkload } from "../../../support/bench-plan.ts";
import { arithmeticExtras, packet, storageExtras, wordExtras } from "../../../support/binary-packet.ts";

const SMALL: Partial<Workload> = { ttls: parseTtls("60s"), valueSizes: parseValueSizes("5") };

function drawOf(name: OperationName, key: number): Draw {
  const draw = new Draw(3);
  draw.operation = OPERATION[name];
  draw.key = key;
  draw.keys.set([key, 8, 900]);
  draw.casHigh = 0x89abcdef;
  draw.casLow = 0xfedcba98;
  return draw;
}

function encoded(draw: Draw, changes: Partial<Workload> = SMALL): string {
  const encoder = new BinaryEncoder(new Payload(testWorkload(changes)));
  encoder.encode(draw);
  return encoder.out.bytes.toString("latin1", 0, encoder.out.length);
}

/** The value of a key, as the payload writes it. */
function valueBytesOf(key: number, changes: Partial<Workload> = SMALL): Buffer {
  const payload = new Payload(testWorkload(changes));
  const out = new RequestBytes();
  out.reserve(payload.sizes.of(key));
  payload.writeValue(out, key, 0, payload.sizes.of(key));
  return Buffer.from(out.bytes.subarray(0, out.length));
}

const GET = packet({ opcode: 0x00, key: "k7", opaque: 7 });
const STORED = { key: "k7", opaque: 7, value: valueBytesOf(7) };
const TIMED = { ...STORED, extras: storageExtras(0, 60) };
const COUNTED = { key: "kn7", opaque: 7, extras: arithmeticExtras(1n, 0n, 0xffffffff) };

/** Key 7 with a ttl of 60 and a value of 5 bytes. */
const PACKETS: Readonly<Partial<Record<OperationName, string>>> = {
  get: GET,
  gets: GET,
  cas_gets: GET,
  gat: packet({ opcode: 0x1d, key: "k7", opaque: 7, extras: wordExtras(60) }),
  mget:
    [7, 8, 900].map((key) => packet({ opcode: 0x0d, key: `k${key}`, opaque: key })).join("") + packet({ opcode: 0x0a }),
  set: packet({ opcode: 0x01, ...TIMED }),
  fill: packet({ opcode: 0x01, ...TIMED }),
  cas: packet({ opcode: 0x01, ...TIMED, cas: 0x89abcdeffedcba98n }),
  set_noreply: packet({ opcode: 0x11, ...TIMED }),
  add: packet({ opcode: 0x02, ...TIMED }),
  replace: packet({ opcode: 0x03, ...TIMED }),
  append: packet({ opcode: 0x0e, ...STORED }),
  prepend: packet({ opcode: 0x0f, ...STORED }),
  delete: packet({ opcode: 0x04, key: "k7", opaque: 7 }),
  incr: packet({ opcode: 0x05, ...COUNTED }),
  decr: packet({ opcode: 0x06, ...COUNTED }),
  touch: packet({ opcode: 0x1c, key: "k7", opaque: 7, extras: wordExtras(60) }),
};

for (const name of OPERATIONS.filter(isBinary)) {
  test(`${name}: its packet`, () => {
    assert.equal(encoded(drawOf(name, 7)), PACKETS[name]);
  });
}

test("only set_noreply gets no reply", () => {
  const encoder = new BinaryEncoder(new Payload(testWorkload()));
  const unanswered = OPERATIONS.filter((name, operation) => isBinary(name) && !encoder.isAnswered(operation));
  assert.deepEqual(unanswered, ["set_noreply"]);
});

test("a counter is set to a number that is no value", () => {
  const draw = drawOf("set", 5);
  draw.isCounterStart = true;
  const parts = { opcode: 0x01, key: "kn5", opaque: 5, extras: storageExtras(0, 60), value: "1000000" };
  assert.equal(encoded(draw), packet(parts));
});

test("keys are filled up with zeros, each value has its own size, each key its own ttl", () => {
  const changes = {
    keyLengths: parseKeyLengths("20"),
    valueSizes: parseValueSizes("1-3000"),
    ttls: parseTtls("10s-90s"),
  };
  const { sizes, ttls } = new Payload(testWorkload(changes));
  for (const key of [0, 9, 99]) {
    const value = valueBytesOf(key, changes);
    assert.equal(value.length, sizes.of(key));
    const parts = {
      opcode: 0x01,
      key: `k${String(key).padStart(19, "0")}`,
      opaque: key,
      extras: storageExtras(0, ttls.of(key)),
      value,
    };
    assert.equal(encoded(drawOf("set", key), changes), packet(parts));
  }
});

test("the longest key number and a large value", () => {
  const changes = { valueSizes: parseValueSizes("3m") };
  const key = 2 ** 31 - 1;
  const parts = {
    opcode: 0x01,
    key: `k${key}`,
    opaque: key,
    extras: storageExtras(),
    value: valueBytesOf(key, changes),
  };
  assert.ok(encoded(drawOf("set", key), changes) === packet(parts));
});

test("requests and the barrier follow one another; nothing of what was there before shines through", () => {
  const encoder = new BinaryEncoder(new Payload(testWorkload(SMALL)));
  encoder.out.bytes.fill(0xff);
  encoder.encode(drawOf("cas", 7));
  encoder.encodeBarrier();
  encoder.encode(drawOf("get", 7));
  const text = encoder.out.bytes.toString("latin1", 0, encoder.out.length);
  assert.equal(text, `${PACKETS.cas}${packet({ opcode: 0x0a })}${GET}`);
});
