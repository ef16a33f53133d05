/** Which requests wait for the disk. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseBinaryRequest } from "../../../src/protocol/binary/parse-request.ts";
import { Request } from "../../../src/protocol/request.ts";
import { parseRequest } from "../../../src/protocol/text/parse-request.ts";
import { ThreadCounters } from "../../../src/stats/thread-counters.ts";
import { ColdKeys } from "../../../src/store/cold-keys.ts";
import { Store } from "../../../src/store/store.ts";
import { type PacketParts, packet } from "../../support/binary-packet.ts";
import { EngineHarness } from "../../support/engine-harness.ts";

class Subject extends EngineHarness {
  readonly cold: ColdKeys;

  constructor(cold = new ColdKeys(ColdKeys.create())) {
    super({ memoryLimitBytes: 8 * 1024 * 1024, hashPower: 12 }, { changes: undefined, cold });
    this.cold = cold;
    cold.isUnknown = true;
  }

  waits(line: string): boolean {
    const bytes = Buffer.from(line, "latin1");
    assert.ok(parseRequest(bytes, 0, bytes.length, this.request) > 0, line);
    return this.#refuses(this.request);
  }

  #refuses(request: Request, compares = false): boolean {
    const isAdmitted = this.engine.cold.admits(request, compares);
    this.store.unlockAhead();
    assert.equal(this.engine.isHoldingLocks, false);
    return !isAdmitted;
  }

  waitsBinary(parts: PacketParts): boolean {
    const bytes = Buffer.from(packet(parts), "latin1");
    const request = new Request(0x1234);
    assert.ok(parseBinaryRequest(bytes, 0, bytes.length, request) > 0);
    return this.#refuses(request, request.casLow !== 0 || request.casHigh !== 0);
  }
}

const WAITING = [
  "add k 0 0 1\r\n",
  "replace k 0 0 1\r\n",
  "append k 0 0 1\r\n",
  "prepend k 0 0 1\r\n",
  "cas k 0 0 1 5\r\n",
  "delete k\r\n",
  "incr k 1\r\n",
  "decr k 1\r\n",
  "touch k 5\r\n",
  "mg k v\r\n",
  "mg k\r\n",
  "ms k 1 MA\r\n",
  "ms k 1 MP\r\n",
  "ms k 1 ME\r\n",
  "ms k 1 MR\r\n",
  "ms k 1 C5\r\n",
  "ms k 1 C5 I\r\n",
  "md k\r\n",
  "md k I\r\n",
  "ma k\r\n",
  "me k\r\n",
];

const INDIFFERENT = [
  "set k 0 0 1\r\n",
  "set k 0 0 1 noreply\r\n",
  "ms k 1\r\n",
  "ms k 1 MS T5\r\n",
  "mn\r\n",
  "version\r\n",
  "flush_all\r\n",
  "stats\r\n",
  "verbosity 1\r\n",
  "quit\r\n",
  "nonsense\r\n",
];

describe("a request about a key that may be on disk only", () => {
  for (const line of WAITING) {
    it(`waits: ${line.trim()}`, () => {
      const subject = new Subject();
      assert.equal(subject.waits(line), true);
      subject.run("set k 0 0 1\r\n1\r\n");
      assert.equal(subject.waits(line), false, "memory has it");
    });
  }

  for (const line of INDIFFERENT) {
    it(`does not wait: ${line.trim()}`, () => {
      const subject = new Subject();
      // Requests share their record: an earlier key must not count.
      subject.waits("get k\r\n");
      assert.equal(subject.waits(line), false);
    });
  }

  it("binary: a set that compares the cas waits, a plain one does not", () => {
    const subject = new Subject();
    const set = { opcode: 1, key: "k", extras: Buffer.alloc(8), value: "v" };
    assert.equal(subject.waitsBinary(set), false);
    assert.equal(subject.waitsBinary({ ...set, cas: 7n }), true);
    assert.equal(subject.waitsBinary({ opcode: 0, key: "k" }), true);
    assert.equal(subject.waitsBinary({ opcode: 4, key: "k" }), true);
    assert.equal(subject.waitsBinary({ opcode: 0x0a }), false);
  });

  it("does not wait when the filter says no", () => {
    const subject = new Subject();
    subject.cold.isUnknown = false;
    assert.equal(subject.waits("mg k v\r\n"), false);
    subject.cold.add(subject.request.keyHash);
    assert.equal(subject.waits("mg k v\r\n"), true);
  });

  it("does not wait in a store that is nowhere but in memory", () => {
    const engine = new EngineHarness({ memoryLimitBytes: 8 * 1024 * 1024 });
    const line = Buffer.from("mg k v\r\n");
    parseRequest(line, 0, line.length, engine.request);
    assert.equal(engine.engine.cold.admits(engine.request), true);
  });

  it("does not wait once more when it was looked for in vain, and later does", () => {
    const subject = new Subject();
    const { cold } = subject.engine;
    assert.equal(subject.waits("mg k v\r\n"), true);
    const look = cold.lookFor(subject.request);
    look.isInVain = true;
    cold.expect(look);
    assert.equal(subject.waits("mg other v\r\n"), true, "another key");
    assert.equal(subject.waits("mg k v\r\n"), false);
    assert.equal(look.isOver, true);
    assert.equal(subject.waits("mg k v\r\n"), true);
    cold.expect(look);
    assert.equal(subject.waits("mg k v\r\n"), true, "it was for the one request");
  });

  it("waits once more when one like it was evicted since, and counts that", () => {
    const subject = new Subject();
    const { cold } = subject.engine;
    for (const count of [1, 2, 3]) {
      assert.equal(subject.waits("add k 0 0 1\r\n"), true);
      const look = cold.lookFor(subject.request);
      assert.equal(look.count, count);
      look.isInVain = true;
      cold.expect(look);
      // Another thread has stored it, and a third one thrown it out.
      subject.cold.add(subject.request.keyHash);
    }
    assert.equal(subject.waits("add k 0 0 1\r\n"), true);
    const last = cold.lookFor(subject.request);
    last.isInVain = true;
    cold.expect(last);
    assert.equal(subject.waits("add k 0 0 1\r\n"), false);
    assert.equal(cold.lookFor(subject.request).count, 1, "the next one begins anew");
  });
});

describe("a request that was admitted", () => {
  const STORING: readonly string[] = [
    "get k\r\n",
    "get k m n\r\n",
    "gat 100 k\r\n",
    "touch k 100\r\n",
    "mg k v\r\n",
    "mg k N30 v\r\n",
    "md k\r\n",
    "ma k N0\r\n",
    "me k\r\n",
    "incr k 1\r\n",
    "delete k\r\n",
    "add k 0 0 1\r\n1\r\n",
    "append k 0 0 1\r\n1\r\n",
    "cas k 0 0 1 5\r\n1\r\n",
    "ms k 1 MR\r\n1\r\n",
    "add k 0 0 1\r\nnot framed\r\n",
    "append k 0 0 1000000000\r\n",
  ];

  /** Whether another thread could evict the item now. */
  function isEvictable({ region }: Subject, hash: number): boolean {
    const other = Store.attach(region, 1, ThreadCounters.attach(ThreadCounters.create(2), 1));
    const isFree = other.parts.locks.tryLockStripe(hash);
    if (isFree) {
      other.parts.locks.unlockStripe(hash);
    }
    return isFree;
  }

  for (const text of STORING) {
    it(`keeps its item from being evicted until it is executed: ${text.split("\r\n", 1)[0]}`, () => {
      const subject = new Subject();
      subject.run("set k 0 0 1\r\n1\r\n");
      const bytes = Buffer.from(text, "latin1");
      const used = parseRequest(bytes, 0, bytes.length, subject.request);
      const { keyHash } = subject.request;
      assert.equal(isEvictable(subject, keyHash), true);
      assert.equal(subject.engine.cold.admits(subject.request), true);
      assert.equal(isEvictable(subject, keyHash), false);
      const { engine, request, reply } = subject;
      if (engine.expectsValue(request)) {
        engine.storeWhole(request, bytes, used, reply);
      } else {
        engine.execute(request, bytes, reply);
      }
      engine.store.unlockAhead();
      assert.equal(isEvictable(subject, keyHash), true);
      assert.equal(engine.isHoldingLocks, false);
    });
  }

  it("of another key is not taken for it", () => {
    const subject = new Subject();
    subject.run("set k 0 0 1\r\n1\r\n");
    const line = Buffer.from("get k\r\n");
    parseRequest(line, 0, line.length, subject.request);
    assert.equal(subject.engine.cold.admits(subject.request), true);
    assert.equal(subject.run("get another\r\n"), "END\r\n");
    assert.equal(subject.engine.isHoldingLocks, false);
  });
});
