/** line-encoder: the bytes of every operation in both line protocols, as memcached wants them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { LineEncoder } from "../../../../src/bench/wire/line-encoder.ts";
import { Draw } from "../../../../src/bench/workload/draw.ts";
import { OPERATION, OPERATIONS, type OperationName } from "../../../../src/bench/workload/operations.ts";
import { Payload } from "../../../../src/bench/workload/payload.ts";
import { parseTtls } from "../../../../src/bench/workload/ttls.ts";
import { parseValueSizes } from "../../../../src/bench/workload/value-sizes.ts";
import type { Workload } from "../../../../src/bench/workload/workload.ts";
import { testWorkload } from "../../../support/bench-plan.ts";

type Protocol = "text" | "meta";

function textOf({ out }: LineEncoder): string {
  return out.bytes.toString("latin1", 0, out.length);
}

function encoderFor(protocol: Protocol, changes: Partial<Workload> = {}, lease = false): LineEncoder {
  return new LineEncoder(protocol, lease, new Payload(testWorkload(changes)));
}

function drawOf(name: OperationName, key: number): Draw {
  const draw = new Draw(3);
  draw.operation = OPERATION[name];
  draw.key = key;
  draw.keys.set([key, 8, 900]);
  draw.casHigh = 1_844_674_407;
  draw.casLow = 3_709_551_615;
  return draw;
}

function encoded(protocol: Protocol, name: OperationName, key: number, changes: Partial<Workload> = {}): string {
  const encoder = encoderFor(protocol, changes);
  encoder.encode(drawOf(name, key));
  return textOf(encoder);
}

const VALUE = "VVVVV";

/** Every operation of key 7 with a ttl of 60 and a value of 5 bytes, which stands as VVVVV: what it is made of, value-writer.test.ts tells. */
const REQUESTS: Readonly<Record<Protocol, Readonly<Record<OperationName, string>>>> = {
  text: {
    get: "get k7\r\n",
    gets: "gets k7\r\n",
    cas_gets: "gets k7\r\n",
    gat: "gat 60 k7\r\n",
    mget: "get k7 k8 k900\r\n",
    set: "set k7 0 60 5\r\nVVVVV\r\n",
    set_noreply: "set k7 0 60 5 noreply\r\nVVVVV\r\n",
    add: "add k7 0 60 5\r\nVVVVV\r\n",
    replace: "replace k7 0 60 5\r\nVVVVV\r\n",
    append: "append k7 0 60 5\r\nVVVVV\r\n",
    prepend: "prepend k7 0 60 5\r\nVVVVV\r\n",
    cas: "cas k7 0 60 5 18446744073709551615\r\nVVVVV\r\n",
    delete: "delete k7\r\n",
    incr: "incr kn7 1\r\n",
    decr: "decr kn7 1\r\n",
    touch: "touch k7 60\r\n",
    mg: "mg k7 v k\r\n",
    ms: "ms k7 5 T60\r\nVVVVV\r\n",
    md: "md k7\r\n",
    ma: "ma kn7\r\n",
    invalidate: "md k7 I T30\r\n",
    fill: "set k7 0 60 5\r\nVVVVV\r\n",
    lease_wait: "mg k7 v k N30\r\n",
    read: "",
  },
  meta: {
    get: "mg k7 v k\r\n",
    gets: "mg k7 v k c\r\n",
    cas_gets: "mg k7 v k c\r\n",
    gat: "mg k7 v k T60\r\n",
    mget: "mg k7 v k q\r\nmg k8 v k q\r\nmg k900 v k q\r\nmn\r\n",
    set: "ms k7 5 T60\r\nVVVVV\r\n",
    set_noreply: "ms k7 5 T60 q\r\nVVVVV\r\n",
    add: "ms k7 5 T60 ME\r\nVVVVV\r\n",
    replace: "ms k7 5 T60 MR\r\nVVVVV\r\n",
    append: "ms k7 5 T60 MA\r\nVVVVV\r\n",
    prepend: "ms k7 5 T60 MP\r\nVVVVV\r\n",
    cas: "ms k7 5 T60 C18446744073709551615\r\nVVVVV\r\n",
    delete: "md k7\r\n",
    incr: "ma kn7\r\n",
    decr: "ma kn7 MD\r\n",
    touch: "mg k7 T60\r\n",
    mg: "mg k7 v k\r\n",
    ms: "ms k7 5 T60\r\nVVVVV\r\n",
    md: "md k7\r\n",
    ma: "ma kn7\r\n",
    invalidate: "md k7 I T30\r\n",
    fill: "ms k7 5 T60\r\nVVVVV\r\n",
    lease_wait: "mg k7 v k N30\r\n",
    read: "",
  },
};

for (const protocol of ["text", "meta"] as const) {
  for (const name of OPERATIONS) {
    test(`${protocol}: ${name}`, () => {
      const changes = { ttls: parseTtls("60s"), valueSizes: parseValueSizes(String(5)) };
      const text = encoded(protocol, name, 7, changes).replace(/\r\n[\s\S]{5}\r\n$/, `\r\n${VALUE}\r\n`);
      assert.equal(text, REQUESTS[protocol][name]);
    });
  }
}

test("with a lease, look-ups ask for one and nothing else does", () => {
  for (const protocol of ["text", "meta"] as const) {
    const differing = OPERATIONS.filter((name) => {
      const [plain, leased] = [encoderFor(protocol), encoderFor(protocol, {}, true)];
      plain.encode(drawOf(name, 7));
      leased.encode(drawOf(name, 7));
      return textOf(plain) !== textOf(leased);
    });
    assert.deepEqual(differing, ["get", "mg"]);
    const encoder = encoderFor(protocol, {}, true);
    encoder.encode(drawOf("get", 7));
    assert.equal(textOf(encoder), "mg k7 v k N30\r\n");
  }
});

test("only set_noreply, and what is not sent, gets no reply", () => {
  for (const protocol of ["text", "meta"] as const) {
    const encoder = encoderFor(protocol);
    const unanswered = OPERATIONS.filter((_, operation) => !encoder.isAnswered(operation));
    assert.deepEqual(unanswered, ["set_noreply", "read"]);
  }
});

test("keys of every number of digits", () => {
  for (const key of [0, 9, 10, 99, 100, 999_999_999, 1_000_000_000, 2 ** 31 - 1]) {
    assert.equal(encoded("text", "get", key), `get k${key}\r\n`);
  }
});

test("values of every size, the same bytes each time", () => {
  for (const size of [0, 1, 47, 48, 49, 4096, 300_000, 1024 * 1024]) {
    const changes = { valueSizes: parseValueSizes(String(size)) };
    const text = encoded("text", "set", 3, changes);
    assert.equal(text.length, `set k3 0 0 ${size}\r\n`.length + size + 2);
    assert.equal(text.slice(-2), "\r\n");
    assert.equal(text, encoded("text", "set", 3, changes));
  }
});

test("different keys have different values", () => {
  const values = Array.from({ length: 200 }, (_, key) => encoded("text", "set", key).split("\r\n")[1]);
  assert.equal(new Set(values).size, 200);
});

test("a counter is set to a number", () => {
  for (const [protocol, text] of [
    ["text", "set kn5 0 0 7\r\n1000000\r\n"],
    ["meta", "ms kn5 7 T0\r\n1000000\r\n"],
  ] as const) {
    const encoder = encoderFor(protocol);
    const draw = drawOf("set", 5);
    draw.isCounterStart = true;
    encoder.encode(draw);
    assert.equal(textOf(encoder), text);
  }
});

test("requests and the barrier follow one another", () => {
  const encoder = encoderFor("text");
  encoder.encode(drawOf("get", 1));
  encoder.encodeBarrier();
  encoder.encode(drawOf("get", 22));
  assert.equal(textOf(encoder), "get k1\r\nmn\r\nget k22\r\n");
});

test("many keys with a long prefix fit, whatever the buffer holds already", () => {
  const keyPrefix = "p".repeat(200);
  const encoder = new LineEncoder("meta", false, new Payload(testWorkload({ keyPrefix })));
  const draw = new Draw(1000);
  draw.operation = OPERATION.mget;
  draw.keys.forEach((_, index) => {
    draw.keys[index] = 2 ** 31 - 1 - index;
  });
  encoder.encode(draw);
  encoder.encode(draw);
  const one = [...draw.keys].map((key) => `mg ${keyPrefix}${key} v k q\r\n`).join("");
  assert.equal(textOf(encoder), `${one}mn\r\n`.repeat(2));
});
