/**
 * Whole binary sessions fed whatever comes: packets right and wrong, packets with changed bytes, noise, in reads of any
 * length. Nothing throws, every reply is a packet, no reply depends on how the bytes were cut, requests behind a strange one
 * are still answered, and the store is whole afterwards. Seeded; MEMTOOL_FUZZ_SECONDS makes a longer run.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { OPCODE } from "../../src/protocol/binary/opcodes.ts";
import { BINARY_STATUS } from "../../src/protocol/binary/status.ts";
import type { ServerSettings } from "../../src/server/settings.ts";
import { checkInvariants } from "../../src/store/invariants.ts";
import { storeTotals } from "../../src/store/store-stats.ts";
import { anyBinaryCommand, jumbledCommand } from "../support/binary-commands.ts";
import { BINARY_LANGUAGE } from "../support/binary-language.ts";
import { packet, readPackets } from "../support/binary-packet.ts";
import type { EngineHarness } from "../support/engine-harness.ts";
import { assertFuzzed } from "../support/fuzz.ts";
import { mutated } from "../support/mutated.ts";
import { SessionHarness, sessionEngine } from "../support/session-harness.ts";

const LAST_OPAQUE = 0x7e57_7e57;
const LAST = packet({ opcode: OPCODE.noop, opaque: LAST_OPAQUE });

const jumbledOrRight = fc.oneof(anyBinaryCommand, jumbledCommand);

/** Packets whose announced bodies are there, or that are refused at once. */
const framed = fc
  .array(jumbledOrRight, { minLength: 1, maxLength: 20, size: "max" })
  .map((commands) => commands.map(packet).join(""));

const noise = fc.uint8Array({ minLength: 1, maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString("latin1"));
const headersOfNoise = noise.map((text) => `\x80${text}`);
const anyInput = fc.oneof(framed, mutated(framed), headersOfNoise, noise);
const pieceLengths = fc.array(fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 70_000 })), {
  minLength: 1,
  maxLength: 8,
});

/** What an empty server replies to `input`, which arrives in pieces of these lengths, over and over. */
function converse(
  engine: EngineHarness,
  input: string,
  lengths: readonly number[],
  settings: Partial<ServerSettings> = {},
): { readonly text: string; readonly harness: SessionHarness } {
  engine.run("flush_all\r\nstats reset\r\n");
  const harness = new SessionHarness(undefined, { protocol: "binary", ...settings }, undefined, engine);
  for (let at = 0, turn = 0; at < input.length; turn++) {
    const next = at + (lengths[turn % lengths.length] as number);
    harness.feed(input.slice(at, next));
    at = next;
  }
  return { text: harness.socket.text, harness };
}

/** Replies without the statistics that tell how the bytes came; throws when they are not packets. */
function comparable(text: string): string {
  return BINARY_LANGUAGE.createNormalizer().normalize(Buffer.from(text, "latin1"));
}

function checkStore({ session, engine }: SessionHarness): void {
  session.onClose();
  assert.deepEqual(checkInvariants(engine.store).problems, []);
}

test("whatever comes, every reply is a packet, however the bytes were cut, and the store stays whole", (context) => {
  const [one, other] = [sessionEngine(), sessionEngine()];
  assertFuzzed(
    context,
    fc.property(anyInput, pieceLengths, (input, lengths) => {
      const whole = converse(one, input, [input.length]);
      const pieces = converse(other, input, lengths);
      assert.equal(comparable(pieces.text) === comparable(whole.text), true, "the same replies");
      assert.equal(pieces.harness.socket.ended, whole.harness.socket.ended);
      checkStore(whole.harness);
      checkStore(pieces.harness);
    }),
    250,
  );
});

test("packets that do not end a connection by themselves do not end it together, and the next request is answered", (context) => {
  const engine = sessionEngine();
  const endsAlone = (text: string): boolean => converse(engine, text, [8192]).harness.socket.ended;
  assertFuzzed(
    context,
    fc.property(fc.array(jumbledOrRight.map(packet), { minLength: 1, maxLength: 12 }), (packets) => {
      const harmless = packets.filter((text) => !endsAlone(text));
      const { text, harness } = converse(engine, harmless.join("") + LAST, [8192]);
      assert.equal(harness.socket.ended, false);
      assert.equal(readPackets(text).at(-1)?.opaque, LAST_OPAQUE);
    }),
    80,
  );
});

const folder = mkdtempSync(join(tmpdir(), "memtool-fuzz-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const userFile = join(folder, "users");
writeFileSync(userFile, "user:secret\n");

test("without the right password nothing gets past the login, whatever is tried", (context) => {
  const saslPacket = fc
    .record({
      opcode: fc.constantFrom(OPCODE.saslListMechs, OPCODE.saslAuth, OPCODE.saslStep, OPCODE.version),
      key: fc.constantFrom("", "PLAIN", "plain", "CRAM-MD5", "P".repeat(33)),
      value: fc.oneof(
        fc.constantFrom(
          "",
          "\0user\0",
          "\0user\0secre",
          "\0\0",
          "user\0user\0secret2",
          "\0USER\0secret",
          "user\0secret",
        ),
        fc.string({ unit: "binary-ascii", maxLength: 40 }).filter((text) => !text.endsWith("\0secret")),
      ),
    })
    .map(({ opcode, key, value }) =>
      opcode === OPCODE.version || opcode === OPCODE.saslListMechs ? { opcode } : { opcode, key, value },
    );
  const engine = sessionEngine();
  const allowed: ReadonlySet<number> = new Set([OPCODE.saslListMechs, OPCODE.version]);
  assertFuzzed(
    context,
    fc.property(fc.array(fc.oneof({ weight: 8, arbitrary: saslPacket }, anyBinaryCommand)), (packets) => {
      const { text, harness } = converse(engine, packets.map(packet).join(""), [50_000], { sasl: true, userFile });
      const done = readPackets(text).filter(
        ({ opcode, status }) => status === BINARY_STATUS.ok && !allowed.has(opcode),
      );
      assert.deepEqual(done, []);
      assert.equal(storeTotals(harness.engine.store).curr_items, 0);
      checkStore(harness);
    }),
    400,
  );
});
