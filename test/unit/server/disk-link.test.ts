/** A worker's way to the durable copy: who is answered by what. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { MessagePort } from "node:worker_threads";
import { DiskLink } from "../../../src/server/disk-link.ts";
import type { FromPersistence, ToPersistence } from "../../../src/server/messages.ts";
import { FakeDisk } from "../../support/fake-disk.ts";

describe("the link to the disk", () => {
  it("asks for copies of keys, and answers each asker with what became of its own", () => {
    const disk = new FakeDisk();
    const key = Buffer.from("first");
    const answers: string[] = [];
    disk.link.fetch(key, (outcome) => answers.push(`first ${outcome}`));
    disk.link.fetch(Buffer.from("second"), (outcome) => answers.push(`second ${outcome}`));
    key.fill(0);
    assert.deepEqual(disk.wanted(), ["first", "second"]);
    disk.fetched("second", "absent");
    disk.fetched("first", "in");
    assert.deepEqual(answers, ["second absent", "first in"]);
    disk.heard({ kind: "fetched", id: 99, outcome: "in" });
    assert.equal(answers.length, 2);
  });

  it("does not wait for ever", (t) => {
    t.mock.timers.enable({ apis: ["setTimeout"] });
    const disk = new FakeDisk();
    const answers: string[] = [];
    disk.link.fetch(Buffer.from("k"), (outcome) => answers.push(outcome));
    t.mock.timers.tick(4999);
    assert.deepEqual(answers, []);
    t.mock.timers.tick(1);
    assert.deepEqual(answers, ["failed"]);
    disk.fetched("k", "in");
    assert.deepEqual(answers, ["failed"], "what comes after that is for nobody");
  });

  it("settles those whose changes are on disk, and leaves the later ones waiting", () => {
    const disk = new FakeDisk();
    const settled: string[] = [];
    disk.link.awaitDurable(1, (isDurable) => settled.push(`1 ${isDurable}`));
    disk.link.awaitDurable(2, (isDurable) => settled.push(`2 ${isDurable}`));
    disk.link.awaitDurable(3, (isDurable) => settled.push(`3 ${isDurable}`));
    disk.durable(2);
    assert.deepEqual(settled, ["1 true", "2 true"]);
    disk.durable(2);
    disk.heard({ kind: "failing" });
    assert.deepEqual(settled, ["1 true", "2 true", "3 false"]);
  });

  it("knows later numbers when they begin anew", () => {
    const disk = new FakeDisk();
    const settled: number[] = [];
    disk.link.awaitDurable(-0x80000000, () => settled.push(1));
    disk.durable(0x7fffffff);
    assert.deepEqual(settled, []);
    disk.durable(-0x7fffffff);
    assert.deepEqual(settled, [1]);
  });

  it("may be asked anew while it answers", () => {
    const disk = new FakeDisk();
    const settled: number[] = [];
    disk.link.awaitDurable(1, () => {
      settled.push(1);
      disk.link.awaitDurable(2, () => settled.push(2));
    });
    disk.durable(1);
    assert.deepEqual(settled, [1]);
    disk.durable(2);
    assert.deepEqual(settled, [1, 2]);
  });

  it("closes its port", () => {
    let isClosed = false;
    const port = {
      on: () => {},
      postMessage: (_: ToPersistence | FromPersistence) => {},
      close: () => (isClosed = true),
    };
    new DiskLink(port as unknown as MessagePort, { lastNumber: 0, isDurable: () => true }, false).close();
    assert.equal(isClosed, true);
  });
});
