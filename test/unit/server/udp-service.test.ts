import assert from "node:assert/strict";
import { test } from "node:test";
import type { ListenerProtocol } from "../../../src/server/settings.ts";
import { UdpService } from "../../../src/server/udp-service.ts";
import { packet } from "../../support/binary-packet.ts";
import { EngineHarness } from "../../support/engine-harness.ts";
import { KnownDirectory } from "../../support/known-directory.ts";
import { SessionHarness } from "../../support/session-harness.ts";

const ITEM_SIZE_MAX = 1024 * 1024;

/** A service over an engine of its own, asked in text. */
class Harness {
  readonly session = new SessionHarness();
  readonly service: UdpService;

  constructor(protocol: ListenerProtocol = "auto") {
    this.service = new UdpService(this.session.context, protocol, 1, ITEM_SIZE_MAX);
  }

  /** The payloads of the answers; a `+` begins each datagram that does not begin a series. */
  ask(requests: string, header = "\0\u0007\0\0\0\u0001\0\0"): string[] {
    const datagrams = this.service.answer(Buffer.from(header + requests, "latin1"));
    return datagrams.map((datagram) => {
      assert.ok(datagram.length <= 1400);
      assert.equal(datagram.readUInt16BE(0), 7);
      return (datagram.readUInt16BE(2) === 0 ? "" : "+") + datagram.toString("latin1", 8);
    });
  }
}

test("every request of a datagram has its own answer", () => {
  const harness = new Harness();
  assert.deepEqual(
    harness.ask("set a 0 0 1\r\nx\r\nget a\r\nmg a v\r\nset b 0 0 1 noreply\r\ny\r\nget a b c\r\nfoo\r\n"),
    [
      "STORED\r\n",
      "VALUE a 0 1\r\nx\r\nEND\r\n",
      "VA 1\r\nx\r\n",
      "VALUE a 0 1\r\nx\r\n",
      "VALUE b 0 1\r\ny\r\n",
      "END\r\n",
      "ERROR\r\n",
    ],
  );
});

test("parts of a series, lines without an end and what is no request are dropped", () => {
  const harness = new Harness();
  assert.deepEqual(harness.ask("mn\r\n", "\0\u0007\0\0\0\u0002\0\0"), []);
  assert.deepEqual(harness.ask("", "1234567"), []);
  assert.deepEqual(harness.ask("get a"), []);
  assert.deepEqual(harness.ask("x".repeat(3000)), []);
});

test("a data block that has not come whole is dropped, with nothing left of it for the next datagram", () => {
  const harness = new Harness();
  harness.ask("set b 0 0 10\r\n0123456789\r\n");
  const used = (): string | undefined => /used_chunks \d+/.exec(harness.session.engine.run("stats slabs\r\n"))?.[0];
  assert.equal(used(), "used_chunks 1");
  assert.deepEqual(harness.ask("mn\r\nset a 0 0 10\r\nhi\r\n"), ["MN\r\n"]);
  assert.deepEqual(harness.ask("version\r\n"), ["VERSION 1.6.45\r\n"]);
  assert.deepEqual(harness.ask("get a\r\n"), ["END\r\n"]);
  assert.equal(used(), "used_chunks 1");
});

test("quit ends a datagram with an empty answer, and not the service", () => {
  const harness = new Harness();
  assert.deepEqual(harness.ask("mn\r\nquit\r\nmn\r\n"), ["MN\r\n", ""]);
  assert.deepEqual(harness.ask("mn\r\n"), ["MN\r\n"]);
});

test("the first byte tells binary from text, unless the listener speaks one of them", () => {
  const noop = `\x80\x0a${"\0".repeat(22)}`;
  const answer = `\x81\x0a${"\0".repeat(22)}`;
  assert.deepEqual(new Harness().ask(noop + noop), [answer, answer]);
  assert.deepEqual(new Harness("binary").ask(noop), [answer]);
  assert.deepEqual(new Harness("binary").ask("mn\r\n"), []);
  assert.deepEqual(new Harness("ascii").ask("\x80abc\r\n"), ["ERROR\r\n"]);
});

test("large values go in pieces and are unpinned", () => {
  const harness = new Harness();
  const value = "0123456789".repeat(5000);
  harness.ask(`set big 0 0 ${value.length}\r\n${value}\r\n`);
  const pieces = harness.ask("get big\r\n");
  assert.equal(pieces.map((piece) => piece.replace(/^\+/, "")).join(""), `VALUE big 0 50000\r\n${value}\r\nEND\r\n`);
  assert.equal(pieces.length, Math.ceil(50_024 / 1392));
});

test("all answers to a datagram together are no longer than the largest item needs", () => {
  const harness = new Harness();
  const value = "v".repeat(60_000);
  harness.ask(`set big 0 0 ${value.length}\r\n${value}\r\n`);
  const many = harness.ask("get big\r\n".repeat(1000));
  assert.equal(many.at(-1), "SERVER_ERROR answer too large for UDP\r\n");
  const byteCount = many.reduce((sum, { length }) => sum + length, 0);
  assert.ok(byteCount > 1_000_000 && byteCount < 1_300_000, String(byteCount));
  assert.deepEqual(harness.ask(`get${" big".repeat(1000)}\r\nmn\r\n`), ["SERVER_ERROR answer too large for UDP\r\n"]);
  assert.deepEqual(harness.ask("delete big\r\n"), ["DELETED\r\n"]);
});

test("dumps are refused, and can be asked for elsewhere afterwards", () => {
  const harness = new Harness();
  harness.ask("set a 0 0 1\r\nx\r\n");
  const refusal = ["SERVER_ERROR this answer is not sent over UDP\r\n"];
  assert.deepEqual(harness.ask("lru_crawler metadump all\r\n"), refusal);
  assert.deepEqual(harness.ask("lru_crawler metadump all\r\nmn\r\n"), [...refusal, "MN\r\n"]);
  // The first dump did not keep others out.
  assert.match(harness.session.feed("lru_crawler metadump all\r\n") ? harness.session.socket.text : "", /\nkey=a /);
});

test("what looks like an answer is not answered: no two servers talk to each other for ever", () => {
  const harness = new Harness();
  for (const first of [
    "foo\r\n",
    "ERROR\r\n",
    "VERSION 1\r\n",
    "SERVER_ERROR x\r\n",
    "STAT a b\r\nEND\r\n",
    "\x81 \r\n",
  ]) {
    let payloads = [first];
    for (let round = 0; round < 3; round++) {
      payloads = payloads.flatMap((payload) => harness.ask(payload));
    }
    assert.deepEqual(payloads, [], first);
  }
});

test("nobody registers with a directory of nodes over UDP, where senders can be forged; its list can be had", () => {
  const directory = new KnownDirectory();
  directory.list = "12\nh1|10.0.0.1|11211\n";
  const engine = new EngineHarness({}, undefined, directory);
  const session = new SessionHarness(undefined, {}, 4, engine);
  const service = new UdpService(session.context, "auto", 1, ITEM_SIZE_MAX);
  const ask = (requests: string): string[] =>
    service
      .answer(Buffer.from(`\0\u0007\0\0\0\u0001\0\0${requests}`, "latin1"))
      .map((one) => one.toString("latin1", 8));
  const refused = ["SERVER_ERROR this answer is not sent over UDP\r\n"];
  assert.deepEqual(ask("config join a 0123456789abcdef h - 1 1 1 10000\r\n"), refused);
  assert.deepEqual(ask(packet({ opcode: 0x6e, value: "leave a 0123456789abcdef" })), refused);
  assert.deepEqual(ask("stats directory\r\n"), refused);
  assert.deepEqual([directory.registering.length, directory.statsAsked.length], [0, 0]);
  assert.deepEqual(ask("config get cluster\r\n"), [`CONFIG cluster 0 21\r\n${directory.list}\r\nEND\r\n`]);
});
