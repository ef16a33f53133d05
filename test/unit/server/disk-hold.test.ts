/** Sessions that wait for the disk: for items, and for their changes to be there. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { READ_BUFFER_BYTES } from "../../../src/server/limits.ts";
import { CLOSE_REASON } from "../../../src/stats/log/log-types.ts";
import { packet } from "../../support/binary-packet.ts";
import { DurableSession } from "../../support/durable-session.ts";

/** What a session has answered; of a binary packet the status. */
function answerOf({ text }: DurableSession): string {
  return text.startsWith("\x81") ? `status ${text.charCodeAt(7)}` : text;
}

describe("a request about a key that is only on disk", () => {
  it("waits, and so do those behind it; those before it are answered", () => {
    const session = new DurableSession(false);
    session.feed("set a 0 0 1\r\n1\r\nget k\r\nset b 0 0 1\r\n1\r\nversion\r\n");
    assert.equal(session.text, "STORED\r\n");
    assert.equal(session.harness.socket.paused, true);
    assert.deepEqual(session.disk.wanted(), ["k"]);
    session.found("k", "cold");
    assert.equal(session.text, "STORED\r\nVALUE k 0 4\r\ncold\r\nEND\r\nSTORED\r\nVERSION 1.6.45\r\n");
    assert.equal(session.harness.socket.paused, false);
  });

  it("is a miss when the disk does not have it, and is not asked for twice", () => {
    const session = new DurableSession(false);
    session.feed("get k\r\nget k\r\n");
    session.missed("k");
    assert.equal(session.text, "END\r\n");
    session.missed("k");
    assert.equal(session.text, "END\r\nEND\r\n");
    assert.deepEqual(session.disk.wanted(), []);
  });

  it("waits in the middle of a line of many keys", () => {
    const session = new DurableSession(false);
    session.feed("set a 0 0 1\r\n1\r\nset c 0 0 1\r\n3\r\nget a b c d e\r\nversion\r\n");
    assert.deepEqual(session.disk.wanted(), ["b"]);
    assert.equal(session.text, "STORED\r\nSTORED\r\nVALUE a 0 1\r\n1\r\n");
    session.found("b", "cold b");
    assert.deepEqual(session.disk.wanted(), ["d"]);
    session.missed("d");
    session.found("e", "cold e");
    assert.equal(
      session.text,
      "STORED\r\nSTORED\r\nVALUE a 0 1\r\n1\r\nVALUE b 0 6\r\ncold b\r\nVALUE c 0 1\r\n3\r\nVALUE e 0 6\r\ncold e\r\nEND\r\nVERSION 1.6.45\r\n",
    );
  });

  it("gat in the middle keeps its ttl", () => {
    const session = new DurableSession(false);
    session.feed("gat 100 a b\r\n");
    session.found("a", "1");
    session.found("b", "2");
    session.feed("mg a t\r\nmg b t\r\n");
    assert.ok(session.text.endsWith("END\r\nHD t100\r\nHD t100\r\n"), session.text);
  });

  it("is fetched again when it was evicted before its turn, but not for ever", () => {
    const session = new DurableSession(false);
    session.feed("get k\r\n");
    let fetches = 0;
    while (session.disk.requests.length > 0 && fetches < 2000) {
      fetches++;
      session.disk.fetched("k", "in");
    }
    assert.equal(fetches, 1000);
    assert.equal(session.text, "", "a miss would be wrong");
    assert.equal(session.harness.socket.destroyed, true);
    assert.equal(session.harness.session.closeReason, CLOSE_REASON.error);
  });

  it("is fetched anew as often as need be, when each time it was answered in the end", () => {
    const session = new DurableSession(false);
    const answers = 1500;
    for (let answer = 0; answer < answers; answer++) {
      session.feed("get k\r\n");
      session.disk.fetched("k", "in");
      session.found("k", "1");
      session.evict("k");
    }
    assert.equal(session.text, "VALUE k 0 1\r\n1\r\nEND\r\n".repeat(answers));
  });

  it("that is stored and evicted while the disk says there is none is looked for again", () => {
    for (const [request, answer] of [
      ["get k\r\n", "VALUE k 0 3\r\nnew\r\nEND\r\n"],
      ["add k 0 0 1\r\n1\r\n", "NOT_STORED\r\n"],
      ["mg k N30 v\r\n", "VA 3\r\nnew\r\n"],
      ["delete k\r\n", "DELETED\r\n"],
      ["touch k 100\r\n", "TOUCHED\r\n"],
    ] as const) {
      const session = new DurableSession(false);
      session.feed(request);
      session.engine.run("set k 0 0 3\r\nnew\r\n");
      session.evict("k");
      session.missed("k");
      assert.deepEqual(session.disk.wanted(), ["k"]);
      assert.equal(session.text, "");
      session.found("k", "new");
      assert.equal(session.text, answer);
    }
  });

  it("costs its connection when the disk cannot be read, and nothing behind it is executed", () => {
    const session = new DurableSession(false);
    session.feed("get k\r\nset a 0 0 1\r\n1\r\n");
    session.disk.fetched("k", "failed");
    assert.equal(session.harness.socket.destroyed, true);
    assert.equal(session.text, "");
    assert.equal(session.disk.changes.lastNumber, 0);
  });

  it("takes its value along, in any pieces", () => {
    for (const piece of [1, 7, READ_BUFFER_BYTES]) {
      const session = new DurableSession(false);
      const text = `append k 0 0 30000\r\n${"y".repeat(30_000)}\r\nversion\r\n`;
      let sent = 0;
      let isReading = true;
      while (isReading) {
        isReading = session.feed(text.slice(sent, sent + piece));
        sent += piece;
      }
      assert.deepEqual(session.disk.wanted(), ["k"]);
      session.found("k", "x");
      session.feed(text.slice(sent));
      assert.equal(session.text, "STORED\r\nVERSION 1.6.45\r\n", `${piece}`);
      session.feed("mg k s\r\n");
      assert.ok(session.text.endsWith("HD s30001\r\n"));
    }
  });

  const LENGTH = 30_000;
  const BODY = "y".repeat(LENGTH);
  /** Requests with a value; what they answer when the item is there, and how long its value, `x`, is then. */
  const WITH_VALUES: readonly (readonly [request: string, answer: string, length: number])[] = [
    [`append k 0 0 ${LENGTH}\r\n${BODY}\r\n`, "STORED\r\n", LENGTH + 1],
    [`prepend k 0 0 ${LENGTH}\r\n${BODY}\r\n`, "STORED\r\n", LENGTH + 1],
    [`replace k 0 0 ${LENGTH}\r\n${BODY}\r\n`, "STORED\r\n", LENGTH],
    [`add k 0 0 ${LENGTH}\r\n${BODY}\r\n`, "NOT_STORED\r\n", 1],
    [`cas k 0 0 ${LENGTH} 99999\r\n${BODY}\r\n`, "EXISTS\r\n", 1],
    [`ms k ${LENGTH} MA\r\n${BODY}\r\n`, "HD\r\n", LENGTH + 1],
    [`ms k ${LENGTH} MP\r\n${BODY}\r\n`, "HD\r\n", LENGTH + 1],
    [`ms k ${LENGTH} MR\r\n${BODY}\r\n`, "HD\r\n", LENGTH],
    [`ms k ${LENGTH} ME\r\n${BODY}\r\n`, "NS\r\n", 1],
    [`ms k ${LENGTH} C99999\r\n${BODY}\r\n`, "EX\r\n", 1],
    [packet({ opcode: 0x0e, key: "k", value: BODY }), "status 0", LENGTH + 1],
    [packet({ opcode: 0x02, key: "k", extras: Buffer.alloc(8), value: BODY }), "status 2", 1],
  ];

  for (const [request, answer, length] of WITH_VALUES) {
    const name = JSON.stringify(request.slice(0, 14));
    it(`whose item is evicted while the value of ${name} arrives is looked for when that is whole`, () => {
      const session = new DurableSession(false);
      session.engine.run("set k 0 0 1\r\nx\r\n");
      session.feed(request.slice(0, 20_000));
      assert.deepEqual(session.disk.wanted(), []);
      session.evict("k");
      session.feed(request.slice(20_000));
      assert.deepEqual(session.disk.wanted(), ["k"]);
      assert.equal(answerOf(session), "");
      session.found("k", "x");
      assert.equal(answerOf(session), answer);
      assert.ok(session.engine.run("mg k s\r\n").startsWith(`HD s${length}\r\n`));
    });

    it(`without an item anywhere, ${name} is asked for once`, () => {
      const session = new DurableSession(false);
      session.feed(request.slice(0, 20_000));
      session.feed(request.slice(20_000));
      assert.deepEqual(session.disk.wanted(), ["k"]);
      session.missed("k");
      assert.deepEqual(session.disk.wanted(), []);
      assert.notEqual(answerOf(session), "");
    });
  }

  it("is not looked for when its client goes while the value arrives, nor when the value was refused", () => {
    const session = new DurableSession(false);
    session.feed(`append k 0 0 ${LENGTH}\r\n${BODY}`);
    session.harness.session.onClose();
    assert.deepEqual(session.disk.wanted(), []);
    const refused = new DurableSession(false);
    const tooLong = 2 * 1024 * 1024;
    refused.feed(`append k 0 0 ${tooLong}\r\n${"y".repeat(tooLong)}\r\n`);
    assert.deepEqual(refused.disk.wanted(), []);
    assert.equal(refused.text, "SERVER_ERROR object too large for cache\r\n");
  });

  it("gets what arrives while it waits after its own answer", () => {
    const session = new DurableSession(false);
    session.feed("get k\r\n");
    // TLS may still hand over what it had read.
    session.feed("version\r\nge");
    session.feed("t k\r\n");
    assert.equal(session.text, "");
    session.found("k", "1");
    assert.equal(session.text, "VALUE k 0 1\r\n1\r\nEND\r\nVERSION 1.6.45\r\nVALUE k 0 1\r\n1\r\nEND\r\n");
  });

  it("waits over the binary protocol too", () => {
    const session = new DurableSession(false);
    session.feed(packet({ opcode: 0, key: "k" }) + packet({ opcode: 0x0a }));
    assert.equal(session.text, "");
    session.found("k", "cold");
    assert.ok(session.text.includes("cold"));
    assert.equal(session.text.length, 24 + 4 + 4 + 24);
  });

  it("costs its connection when the disk does not answer, and nothing behind it is executed", (t) => {
    t.mock.timers.enable({ apis: ["setTimeout"] });
    const session = new DurableSession(false);
    session.feed("get k\r\nset a 0 0 1\r\n1\r\n");
    t.mock.timers.tick(5000);
    assert.equal(session.harness.socket.destroyed, true);
    assert.equal(session.harness.session.closeReason, CLOSE_REASON.error);
    session.found("k", "1");
    assert.equal(session.text, "");
    assert.equal(session.disk.changes.lastNumber, 0);
  });

  it("harms nothing when its client goes", () => {
    const session = new DurableSession(false);
    session.feed("get k\r\nset a 0 0 1\r\n1\r\n");
    session.harness.session.onClose();
    session.found("k", "1");
    assert.equal(session.text, "");
    assert.equal(session.disk.changes.lastNumber, 0, "nothing behind it was executed");
  });

  it("ends when the server does, once the disk has answered", () => {
    const session = new DurableSession(false);
    session.feed("get k\r\nset a 0 0 1\r\n1\r\n");
    session.harness.session.close();
    assert.equal(session.harness.socket.ended, false);
    session.missed("k");
    assert.equal(session.harness.socket.ended, true);
    assert.equal(session.disk.changes.lastNumber, 0);
  });

  it("waits for its client as well, in whatever order", () => {
    for (const drainsFirst of [true, false]) {
      const session = new DurableSession(false);
      const value = "x".repeat(900_000);
      session.feed(`set big 0 0 ${value.length}\r\n${value}\r\n`);
      const { socket } = session.harness;
      socket.stuck = true;
      session.feed("get big big k big\r\nversion\r\n");
      const before = session.text.length;
      if (drainsFirst) {
        socket.stuck = false;
        socket.drain();
        session.harness.session.onDrain();
      }
      if (session.disk.requests.length > 0) {
        session.found("k", "1");
      }
      if (!drainsFirst) {
        assert.equal(session.text.length, before, "nothing more while it does not read");
        socket.stuck = false;
        socket.drain();
        session.harness.session.onDrain();
        if (session.disk.requests.length > 0) {
          session.found("k", "1");
        }
      }
      assert.ok(session.text.endsWith("VERSION 1.6.45\r\n"));
      assert.equal(session.text.split("VALUE ").length - 1, 4);
    }
  });
});

describe("--durability sync", () => {
  it("holds the answer until the change is on disk, and executes nothing meanwhile", () => {
    const session = new DurableSession();
    session.feed("set a 0 0 1\r\n1\r\n");
    assert.equal(session.text, "");
    assert.equal(session.harness.socket.paused, true);
    session.feed("set a 0 0 1\r\n2\r\n");
    assert.equal(session.disk.changes.lastNumber, 1);
    session.disk.durable(1);
    assert.equal(session.text, "STORED\r\n");
    assert.equal(session.disk.changes.lastNumber, 2);
    session.disk.durable(1);
    assert.equal(session.text, "STORED\r\n");
    session.disk.durable(2);
    assert.equal(session.text, "STORED\r\nSTORED\r\n");
    assert.equal(session.harness.socket.paused, false);
  });

  it("holds a whole pipeline for one commit", () => {
    const session = new DurableSession();
    session.engine.run("set m 0 0 1\r\n1\r\n");
    session.disk.durable();
    session.feed("get m\r\nset a 0 0 1\r\n1\r\ndelete a\r\nincr m 1\r\nversion\r\n");
    assert.equal(session.text, "");
    assert.equal(session.disk.changes.lastNumber, 4);
    session.disk.durable();
    assert.equal(session.text, "VALUE m 0 1\r\n1\r\nEND\r\nSTORED\r\nDELETED\r\n2\r\nVERSION 1.6.45\r\n");
  });

  it("does not hold what changes nothing, whoever else waits", () => {
    const session = new DurableSession();
    session.engine.run("set m 0 0 1\r\n1\r\n");
    assert.equal(session.disk.link.isDurable(1), false);
    session.feed("get m\r\nversion\r\n");
    assert.equal(session.text, "VALUE m 0 1\r\n1\r\nEND\r\nVERSION 1.6.45\r\n");
    assert.equal(session.harness.socket.paused, false);
  });

  it("does not hold what is on disk already", () => {
    const session = new DurableSession();
    session.disk.changes.durable = 100;
    session.feed("set a 0 0 1\r\n1\r\n");
    assert.equal(session.text, "STORED\r\n");
  });

  it("holds what answers for quiet changes before it, in its own read or an earlier one", () => {
    for (const [quiet, question, answer] of [
      ["ms a 1 q\r\n1\r\n", "mn\r\n", "MN\r\n"],
      ["set a 0 0 1 noreply\r\n1\r\n", "version\r\n", "VERSION 1.6.45\r\n"],
    ] as const) {
      for (const cut of [true, false]) {
        const session = new DurableSession();
        if (cut) {
          session.feed(quiet);
          session.feed(question);
        } else {
          session.feed(quiet + question);
        }
        assert.equal(session.text, "", JSON.stringify(question));
        session.disk.durable();
        assert.equal(session.text, answer);
        session.feed(question);
        assert.equal(session.text, answer + answer, "once it is on disk nothing is held");
      }
    }
  });

  it("holds binary answers, and a no-op behind quiet sets", () => {
    const session = new DurableSession();
    const set = { key: "a", extras: Buffer.alloc(8), value: "1" };
    session.feed(packet({ opcode: 0x11, ...set }));
    session.feed(packet({ opcode: 0x0a }));
    assert.equal(session.text, "");
    session.disk.durable();
    assert.equal(session.text.length, 24);
    session.feed(packet({ opcode: 1, ...set }));
    assert.equal(session.text.length, 24);
    session.disk.durable();
    assert.equal(session.text.length, 48);
  });

  it("ends after the answers of what stood before a quit", () => {
    const session = new DurableSession();
    session.feed("set a 0 0 1\r\n1\r\nquit\r\nset a 0 0 1\r\n2\r\n");
    assert.equal(session.text, "");
    assert.equal(session.harness.socket.ended, false);
    session.disk.durable();
    assert.equal(session.text, "STORED\r\n");
    assert.equal(session.harness.socket.ended, true);
    assert.equal(session.disk.changes.lastNumber, 1);
  });

  it("answers before it ends with the server", () => {
    const session = new DurableSession();
    session.feed("set a 0 0 1\r\n1\r\n");
    session.harness.session.close();
    assert.equal(session.harness.socket.ended, false);
    session.disk.durable();
    assert.equal(session.text, "STORED\r\n");
    assert.equal(session.harness.socket.ended, true);
  });

  it("cuts the connection without an answer when the disk fails", () => {
    const session = new DurableSession();
    session.feed("set a 0 0 1\r\n1\r\n");
    session.disk.heard({ kind: "failing" });
    assert.equal(session.text, "");
    assert.equal(session.harness.socket.destroyed, true);
  });

  it("does not cut a connection that waits for nothing when the disk fails", () => {
    const session = new DurableSession();
    session.feed("version\r\n");
    session.disk.heard({ kind: "failing" });
    assert.equal(session.harness.socket.destroyed, false);
    session.feed("version\r\n");
    assert.equal(session.text, "VERSION 1.6.45\r\nVERSION 1.6.45\r\n");
  });

  it("harms nothing when its client goes", () => {
    const session = new DurableSession();
    session.feed("set a 0 0 1\r\n1\r\n");
    session.harness.session.onClose();
    session.disk.durable();
    session.disk.heard({ kind: "failing" });
  });

  it("holds the right bytes while other connections are answered", () => {
    const session = new DurableSession();
    const other = new DurableSession();
    session.feed("set a 0 0 1\r\n1\r\nget a\r\n");
    // The reply buffer is the worker's.
    session.harness.context.reply.bytes.fill(0x58);
    other.feed("version\r\n");
    session.disk.durable();
    assert.equal(session.text, "STORED\r\nVALUE a 0 1\r\n1\r\nEND\r\n");
  });

  it("holds a large value behind a set, and unpins it", () => {
    const session = new DurableSession();
    const value = "x".repeat(200_000);
    session.feed(`set big 0 0 ${value.length}\r\n${value}\r\nget big\r\n`);
    assert.equal(session.text, "");
    session.disk.durable();
    assert.equal(session.text, `STORED\r\nVALUE big 0 ${value.length}\r\n${value}\r\nEND\r\n`);
    const { store } = session.engine;
    session.feed("get big\r\n");
    assert.equal(session.engine.run("mg big s\r\n"), `HD s${value.length}\r\n`);
    store.lock(0);
    store.unlock(0);
  });

  it("waits for an item and for the disk at once", () => {
    const session = new DurableSession();
    session.feed("set a 0 0 1\r\n1\r\nget k\r\nversion\r\n");
    assert.equal(session.text, "");
    assert.deepEqual(session.disk.wanted(), ["k"]);
    session.found("k", "cold");
    assert.equal(session.text, "", "its answer would come before the disk's");
    session.disk.durable();
    assert.equal(session.text, "STORED\r\nVALUE k 0 4\r\ncold\r\nEND\r\nVERSION 1.6.45\r\n");
    const turned = new DurableSession();
    turned.feed("set a 0 0 1\r\n1\r\nget k\r\nversion\r\n");
    turned.disk.durable();
    assert.equal(turned.text, "STORED\r\n");
    turned.missed("k");
    assert.equal(turned.text, "STORED\r\nEND\r\nVERSION 1.6.45\r\n");
  });

  it("async holds nothing", () => {
    const session = new DurableSession(false);
    session.feed("set a 0 0 1\r\n1\r\n");
    assert.equal(session.text, "STORED\r\n");
  });
});
