/** engine/binary-config.ts, and the list's old key over binary. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { OUTCOME } from "../../../src/engine/outcome.ts";
import { STREAM_STEP } from "../../../src/engine/reply-stream.ts";
import { parseBinaryRequest } from "../../../src/protocol/binary/parse-request.ts";
import { type PacketParts, packet, type ReplyPacket, readPackets } from "../../support/binary-packet.ts";
import { EngineHarness } from "../../support/engine-harness.ts";
import { KnownDirectory } from "../../support/known-directory.ts";

const LIST = "12\nh1|10.0.0.1|11211\n";
const OPAQUE = 0xabcd;

function startHarness(): { harness: EngineHarness; directory: KnownDirectory } {
  const directory = new KnownDirectory();
  return { harness: new EngineHarness({}, undefined, directory), directory };
}

function run(harness: EngineHarness, parts: PacketParts): ReplyPacket | undefined {
  const bytes = Buffer.from(packet({ opaque: OPAQUE, ...parts }), "latin1");
  parseBinaryRequest(bytes, 0, bytes.length, harness.request);
  harness.outcome = harness.engine.executeBinary(harness.request, harness.reply);
  return readPackets(harness.takeReply())[0];
}

describe("the list over the binary protocol", () => {
  it("is opcode 0x60, with flags", () => {
    const { harness, directory } = startHarness();
    assert.equal(run(harness, { opcode: 0x60, key: "cluster" })?.status, 1);
    directory.list = LIST;
    const reply = run(harness, { opcode: 0x60, key: "cluster" });
    assert.deepEqual(
      [reply?.opcode, reply?.status, reply?.opaque, reply?.extras, reply?.key, reply?.value],
      [0x60, 0, OPAQUE, "00000000", "", LIST],
    );
    assert.equal(run(harness, { opcode: 0x60, key: "other" })?.status, 1);
  });

  it("is had under its old key, which getk repeats", () => {
    const { harness, directory } = startHarness();
    const key = "AmazonElastiCache:cluster";
    assert.equal(run(harness, { opcode: 0x00, key })?.status, 1);
    directory.list = LIST;
    assert.equal(run(harness, { opcode: 0x00, key })?.value, LIST);
    const named = run(harness, { opcode: 0x0c, key });
    assert.deepEqual([named?.key, named?.value], [key, LIST]);
  });

  it("takes what nodes say as the value of 0x6e, and answers the line", () => {
    const { harness, directory } = startHarness();
    assert.equal(run(harness, { opcode: 0x6e, value: "renew a 0123" }), undefined);
    assert.equal(harness.outcome, OUTCOME.stream);
    const stream = harness.engine.takeStream();
    assert.equal(stream.fill(harness.reply), STREAM_STEP.waiting);
    harness.request.opaque = 1;
    assert.deepEqual(directory.registering[0]?.words, ["renew", "a", "0123"]);
    directory.registering[0]?.done("OK 7");
    assert.equal(stream.fill(harness.reply), STREAM_STEP.done);
    const [reply] = readPackets(harness.takeReply());
    assert.deepEqual([reply?.opcode, reply?.status, reply?.opaque, reply?.value], [0x6e, 0, OPAQUE, "OK 7"]);
  });
});
