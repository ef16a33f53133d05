/** The questions to the endpoint of a cluster in both protocols. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { BINARY_LANGUAGE, TEXT_LANGUAGE } from "../../../../src/cluster/discovery/cluster-language.ts";

function reply(status: number, value: string): string {
  const bytes = Buffer.alloc(24 + value.length);
  bytes[0] = 0x81;
  bytes.writeUInt16BE(status, 6);
  bytes.writeUInt32BE(value.length, 8);
  bytes.write(value, 24, "latin1");
  return bytes.toString("latin1");
}

it("asks", () => {
  assert.equal(TEXT_LANGUAGE.encode("config").toString(), "config get cluster\r\n");
  const config = BINARY_LANGUAGE.encode("config");
  assert.deepEqual([config[0], config[1], config.toString("latin1", 24)], [0x80, 0x60, "cluster"]);
  const legacy = BINARY_LANGUAGE.encode("legacy");
  assert.deepEqual([legacy[1], legacy.toString("latin1", 24)], [0x00, "AmazonElastiCache:cluster"]);
});

it("reads packets", () => {
  const read = (text: string) => BINARY_LANGUAGE.read(text);
  const whole = reply(0, "1\na||1\n");
  assert.deepEqual(read(whole), { kind: "payload", payload: "1\na||1\n" });
  assert.deepEqual(read(whole.slice(0, -1)), { kind: "more" });
  assert.deepEqual(read(reply(1, "Not found")), { kind: "nothing" });
  assert.deepEqual(read(reply(0x81, "Unknown command")), { kind: "other", line: "Unknown command" });
  assert.deepEqual(read(reply(0x20, "Auth failure.")), { kind: "other", line: "unauthenticated: Auth failure." });
  assert.equal(read("HTTP/1.1").kind, "other");
});
