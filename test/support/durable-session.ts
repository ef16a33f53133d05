/** A session of a server that keeps its items on disk: a test says what the disk has, and when it answers. */
import { hashKey } from "../../src/base/hash.ts";
import { READ_BUFFER_BYTES } from "../../src/server/limits.ts";
import type { ChangeLog } from "../../src/store/change-log.ts";
import { ColdKeys } from "../../src/store/cold-keys.ts";
import { EngineHarness } from "./engine-harness.ts";
import { FakeDisk } from "./fake-disk.ts";
import { SessionHarness } from "./session-harness.ts";

/** See the head of the file. Every key may be on disk. */
export class DurableSession {
  readonly disk: FakeDisk;
  readonly engine: EngineHarness;
  readonly harness: SessionHarness;

  constructor(isSync = true) {
    this.disk = new FakeDisk(isSync);
    const { changes } = this.disk;
    const count = (): void => {
      changes.lastNumber++;
    };
    const log: ChangeLog = { isHoldingLock: false, storedLocked: count, removedLocked: count, flushed: count };
    const cold = new ColdKeys(ColdKeys.create());
    cold.isUnknown = true;
    this.engine = new EngineHarness({ memoryLimitBytes: 64 * 1024 * 1024, hashPower: 12 }, { changes: log, cold });
    this.harness = new SessionHarness(Number.POSITIVE_INFINITY, {}, 4, this.engine, this.disk.link);
  }

  feed(text: string, pieceLength = READ_BUFFER_BYTES): boolean {
    return this.harness.feed(text, pieceLength);
  }

  /** What the client has got: nothing that is corked. */
  get text(): string {
    return this.harness.socket.text;
  }

  /** The disk has this item: it is put into memory, and the session told. */
  found(key: string, value: string): void {
    const { lastNumber } = this.disk.changes;
    const line = Buffer.from(`set ${key} 0 0 ${value.length}\r\n${value}\r\n`, "latin1");
    this.engine.run(line.toString("latin1"));
    // What comes from disk is no change.
    this.disk.changes.lastNumber = lastNumber;
    this.disk.fetched(key, "in");
  }

  /** The item of a key leaves the memory, and stays on disk. */
  evict(key: string): void {
    const { request, store } = this.engine;
    const bytes = Buffer.from(key, "latin1");
    const hash = hashKey(bytes, 0, bytes.length, request.hashSeed);
    store.lock(hash);
    store.parts.cold?.add(hash);
    store.parts.linker.unlinkLocked(store.findLocked(bytes, 0, bytes.length, hash), hash);
    store.unlock(hash);
  }

  /** The disk has nothing under this key. */
  missed(key: string): void {
    this.disk.fetched(key, "absent");
  }
}
