/** What a change log is told: every change once, as it is in the end, under the lock; and nothing of what is no change. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseBinaryRequest } from "../../../src/protocol/binary/parse-request.ts";
import { isStorage } from "../../../src/protocol/request.ts";
import type { ChangeLog } from "../../../src/store/change-log.ts";
import { ColdKeys } from "../../../src/store/cold-keys.ts";
import type { ItemRef } from "../../../src/store/item-layout.ts";
import type { Items } from "../../../src/store/items.ts";
import type { Values } from "../../../src/store/values.ts";
import { type PacketParts, packet } from "../../support/binary-packet.ts";
import { EngineHarness } from "../../support/engine-harness.ts";

/** Nothing is on disk, but where a test says so. */
const COLD = ColdKeys.create();

/** Writes down what it is told, as text. */
class RecordingLog implements ChangeLog {
  readonly isHoldingLock = false;
  readonly told: string[] = [];

  storedLocked(items: Items, values: Values, ref: ItemRef): void {
    const value = Buffer.alloc(items.valueLength(ref));
    values.read(ref, 0, value, 0, value.length);
    const text = value.length > 50 ? `${value.length} bytes` : value.toString("latin1");
    this.told.push(`${keyOf(items, ref)}=${text} f${items.flags(ref)} t${items.exptime(ref)} c${items.casLow(ref)}`);
  }

  removedLocked(keyBytes: Uint8Array, keyStart: number, keyLength: number, _hash: number): void {
    this.told.push(`-${Buffer.from(keyBytes).toString("latin1", keyStart, keyStart + keyLength)}`);
  }

  flushed(epoch: number, moment: number, flushedUpTo: number): void {
    this.told.push(`flush ${epoch} ${moment} ${flushedUpTo}`);
  }

  take(): string[] {
    return this.told.splice(0);
  }
}

function keyOf(items: Items, ref: ItemRef): string {
  const start = items.keyStart(ref);
  return Buffer.from(items.segmentBytes(ref)).toString("latin1", start, start + items.keyLength(ref));
}

class Watched extends EngineHarness {
  readonly changes: RecordingLog;
  readonly cold: ColdKeys;

  constructor(changes = new RecordingLog(), cold = new ColdKeys(COLD)) {
    super({ memoryLimitBytes: 8 * 1024 * 1024, hashPower: 12 }, { changes, cold });
    this.changes = changes;
    this.cold = cold;
  }

  /** What a command tells. */
  tells(text: string): string[] {
    this.changes.take();
    this.run(text);
    return this.changes.take();
  }

  /** Executes a binary packet that stands whole. */
  runBinary(text: string): void {
    const bytes = Buffer.from(text, "latin1");
    const valueStart = parseBinaryRequest(bytes, 0, bytes.length, this.request);
    if (isStorage(this.request.op)) {
      this.engine.storeBinary(this.request, bytes, valueStart, this.reply);
    } else {
      this.engine.executeBinary(this.request, this.reply);
    }
    this.takeReply();
  }

  get now(): number {
    return this.store.now();
  }
}

/** An engine with a = "5", flags 1, no ttl, cas 2. */
function withItem(): Watched {
  const subject = new Watched();
  subject.run("set a 1 0 1\r\n5\r\n");
  return subject;
}

describe("the change log", () => {
  const changes: readonly (readonly [command: string, told: (now: number) => string[]])[] = [
    ["set a 2 100 3\r\nnew\r\n", (now) => [`a=new f2 t${now + 100} c3`]],
    ["set b 2 0 3 noreply\r\nnew\r\n", () => ["b=new f2 t0 c3"]],
    ["add b 2 0 3\r\nnew\r\n", () => ["b=new f2 t0 c3"]],
    ["replace a 2 0 3\r\nnew\r\n", () => ["a=new f2 t0 c3"]],
    ["append a 9 9 3\r\nnew\r\n", () => ["a=5new f1 t0 c3"]],
    ["prepend a 9 9 3\r\nnew\r\n", () => ["a=new5 f1 t0 c3"]],
    ["cas a 2 0 3 2\r\nnew\r\n", () => ["a=new f2 t0 c3"]],
    ["delete a\r\n", () => ["-a"]],
    ["touch a 50\r\n", (now) => [`a=5 f1 t${now + 50} c2`]],
    ["gat 50 a\r\n", (now) => [`a=5 f1 t${now + 50} c2`]],
    ["incr a 2\r\n", () => ["a=7 f1 t0 c3"]],
    ["incr a 20\r\n", () => ["a=25 f1 t0 c3"]],
    ["decr a 2\r\n", () => ["a=3 f1 t0 c3"]],
    ["ms a 3 T50 F7\r\nnew\r\n", (now) => [`a=new f7 t${now + 50} c3`]],
    ["ms a 3 E900\r\nnew\r\n", () => ["a=new f0 t0 c900"]],
    ["ms a 3 MA\r\nnew\r\n", () => ["a=5new f1 t0 c3"]],
    ["ms b 3 MA N60\r\nnew\r\n", (now) => [`b=new f0 t${now + 60} c3`]],
    ["ms a 3 C1 I\r\nnew\r\n", () => ["a=new f0 t0 c3"]],
    ["mg a T50 v\r\n", (now) => [`a=5 f1 t${now + 50} c2`]],
    ["mg b N50 v\r\n", (now) => [`b= f0 t${now + 50} c3`]],
    ["ma a N50 D3\r\n", () => ["a=8 f1 t0 c3"]],
    ["ma b N50 J13\r\n", (now) => [`b=13 f0 t${now + 50} c3`]],
    ["ma a E900 T50\r\n", (now) => [`a=6 f1 t${now + 50} c900`]],
    ["md a\r\n", () => ["-a"]],
    ["md a I T30\r\n", (now) => [`a=5 f1 t${now + 30} c3`]],
    ["md a x\r\n", () => ["a= f0 t0 c2"]],
    ["md a x I F4 T30\r\n", (now) => [`a= f4 t${now + 30} c3`]],
    ["flush_all\r\n", () => ["flush 1 0 0"]],
    ["flush_all 10\r\n", (now) => [`flush 0 ${now + 9} 0`]],
    [`set a 0 0 ${2 ** 20}\r\n${"x".repeat(2 ** 20)}\r\n`, () => ["-a"]],
  ];
  for (const [command, told] of changes) {
    it(`is told once of ${JSON.stringify(command.slice(0, 30))}`, () => {
      const subject = withItem();
      assert.deepEqual(subject.tells(command), told(subject.now));
    });
  }

  const nothing = [
    "get a\r\n",
    "gets a b\r\n",
    "mg a v t c f\r\n",
    "mg b v\r\n",
    "add a 0 0 1\r\n1\r\n",
    "replace b 0 0 1\r\n1\r\n",
    "append b 0 0 1\r\n1\r\n",
    "cas a 0 0 1 99\r\n1\r\n",
    "cas b 0 0 1 99\r\n1\r\n",
    "touch b 5\r\n",
    "gat 5 b\r\n",
    "incr b 1\r\n",
    "delete b\r\n",
    "md b\r\n",
    "md a C99\r\n",
    "md a x C99\r\n",
    "ma a C99\r\n",
    "ma b\r\n",
    "me a\r\n",
    "set a 0 0 3\r\ntoo long\r\n",
    "mn\r\nversion\r\nstats\r\n",
  ];
  for (const command of nothing) {
    it(`is told nothing of ${JSON.stringify(command)}`, () => {
      assert.deepEqual(withItem().tells(command), []);
    });
  }

  it("is told nothing of expiry, whoever finds it", () => {
    const subject = new Watched();
    subject.run("set a 0 5 1\r\n1\r\nset b 0 0 1\r\n1\r\n");
    subject.advance(5);
    assert.deepEqual(subject.tells("get a\r\ndelete a\r\ntouch a 5\r\n"), []);
    subject.run("flush_all 1\r\n");
    assert.deepEqual(subject.tells("get b\r\ndelete b\r\n"), []);
  });

  it("is told what earlier flushes have killed", () => {
    const subject = new Watched();
    const first = subject.now + 4;
    assert.deepEqual(subject.tells("flush_all 5\r\n"), [`flush 0 ${first} 0`]);
    subject.advance(10);
    assert.deepEqual(subject.tells("flush_all 5\r\n"), [`flush 0 ${subject.now + 4} ${first}`]);
  });

  it("is told nothing of eviction, which marks the keys instead", () => {
    const subject = new Watched(new RecordingLog(), new ColdKeys(ColdKeys.create()));
    const value = "x".repeat(100_000);
    const told = [];
    for (let index = 0; index < 200; index++) {
      told.push(...subject.tells(`set k${index} 0 0 ${value.length}\r\n${value}\r\n`));
    }
    assert.equal(told.length, 200);
    assert.equal(subject.run("get k0\r\n"), "END\r\n", "the first was evicted");
    subject.run("get k0\r\n");
    assert.equal(subject.cold.mayHave(subject.request.keyHash), true);
  });

  it("is told of a removal of what is not in memory, where it may be on disk", () => {
    const subject = new Watched(new RecordingLog(), new ColdKeys(ColdKeys.create()));
    subject.run("set a 1 0 1\r\n5\r\n");
    subject.changes.take();
    subject.cold.isUnknown = true;
    assert.deepEqual(subject.tells("delete b\r\n"), ["-b"]);
    assert.deepEqual(subject.tells("md b\r\n"), ["-b"]);
    assert.deepEqual(subject.tells("md b I\r\n"), []);
    assert.deepEqual(subject.tells(`set b 0 0 ${2 ** 20}\r\n${"x".repeat(2 ** 20)}\r\n`), ["-b"]);
    assert.deepEqual(subject.tells("get b\r\ntouch b 1\r\n"), []);
  });

  const binary: readonly (readonly [name: string, parts: PacketParts, told: readonly string[]])[] = [
    ["set", { opcode: 1, key: "a", extras: Buffer.alloc(8), value: "new" }, ["a=new f0 t0 c3"]],
    ["setq", { opcode: 0x11, key: "b", extras: Buffer.alloc(8), value: "new" }, ["b=new f0 t0 c3"]],
    ["delete", { opcode: 4, key: "a" }, ["-a"]],
    ["append", { opcode: 0x0e, key: "a", value: "new" }, ["a=5new f1 t0 c3"]],
    ["increment", { opcode: 5, key: "a", extras: Buffer.alloc(20) }, ["a=5 f1 t0 c3"]],
    ["increment that creates", { opcode: 5, key: "b", extras: Buffer.alloc(20) }, ["b=0 f0 t0 c3"]],
    ["touch", { opcode: 0x1c, key: "a", extras: Buffer.alloc(4) }, ["a=5 f1 t0 c2"]],
    ["get and touch", { opcode: 0x1d, key: "a", extras: Buffer.alloc(4) }, ["a=5 f1 t0 c2"]],
    ["flush", { opcode: 8 }, ["flush 1 0 0"]],
    ["get", { opcode: 0, key: "a" }, []],
    ["delete of another cas", { opcode: 4, key: "a", cas: 99n }, []],
  ];
  for (const [name, parts, told] of binary) {
    it(`is told of a binary ${name}`, () => {
      const subject = withItem();
      subject.changes.take();
      subject.runBinary(packet(parts));
      assert.deepEqual(subject.changes.take(), told);
    });
  }

  it("is told of a removal before the item is gone", () => {
    const changes = new RecordingLog();
    const subject = new Watched(changes);
    subject.run("set a 0 0 1\r\n5\r\n");
    let wasThere = false;
    changes.removedLocked = (keyBytes, keyStart, keyLength, hash) => {
      wasThere = subject.store.parts.assoc.find(keyBytes, keyStart, keyLength, hash) !== 0;
    };
    subject.run("delete a\r\n");
    assert.equal(wasThere, true);
  });
});
