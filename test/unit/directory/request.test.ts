/** directory/request.ts: what nodes say is read back as it was meant, and nothing else is taken. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  type DirectoryRequest,
  formatDirectoryRequest,
  parseDirectoryRequest,
} from "../../../src/directory/request.ts";

const INSTANCE = "0123456789abcdef";
const JOIN = `join a ${INSTANCE} h1 10.0.0.1 11211 1 1.6.45 10000`;

function parse(line: string): ReturnType<typeof parseDirectoryRequest> {
  return parseDirectoryRequest(line.split(" "));
}

describe("what nodes say to a directory", () => {
  it("is a line each", () => {
    const node = { name: "a", host: "h1", ip: "", port: 11211, weight: 2, version: "1.6.45" };
    const join: DirectoryRequest = { kind: "join", node, instance: INSTANCE, leaseMs: 10_000, isReturn: false };
    assert.equal(formatDirectoryRequest(join), `config join a ${INSTANCE} h1 - 11211 2 1.6.45 10000`);
    assert.equal(
      formatDirectoryRequest({ ...join, isReturn: true }),
      `config join a ${INSTANCE} h1 - 11211 2 1.6.45 10000 again`,
    );
    assert.equal(
      formatDirectoryRequest({ kind: "leave", name: "a", instance: INSTANCE }),
      `config leave a ${INSTANCE}`,
    );
  });

  it("property: is read back as it was", () => {
    const word = fc.stringMatching(/^[a-z0-9]{1,20}$/);
    const request: fc.Arbitrary<DirectoryRequest> = fc.oneof(
      fc.record({
        kind: fc.constant("join" as const),
        node: fc.record({
          name: word,
          host: fc.oneof(word, fc.ipV4(), fc.ipV6()),
          ip: fc.oneof(fc.constant(""), fc.ipV4(), fc.ipV6()),
          port: fc.integer({ min: 1, max: 65_535 }),
          weight: fc.integer({ min: 1, max: 1_000_000 }),
          version: word,
        }),
        instance: fc.stringMatching(/^[0-9a-f]{16}$/),
        leaseMs: fc.integer({ min: 1000, max: 3_600_000 }),
        isReturn: fc.boolean(),
      }),
      fc.record({
        kind: fc.constantFrom("renew" as const, "leave" as const),
        name: word,
        instance: fc.stringMatching(/^[0-9a-f]{16}$/),
      }),
    );
    fc.assert(
      fc.property(request, (given) => {
        const [, ...words] = formatDirectoryRequest(given).split(" ");
        assert.equal(JSON.stringify(parseDirectoryRequest(words)), JSON.stringify(given));
      }),
    );
  });

  it("is refused with the reason when it makes no sense", () => {
    const cases: [string, RegExp][] = [
      ["join", /^usage: config join NAME/],
      [`${JOIN} again and again`, /^usage/],
      [`${JOIN} once`, /^usage/],
      [JOIN.replace("h1", "h|1"), /^bad host$/],
      [JOIN.replace("11211", "1e3"), /^bad port$/],
      [JOIN.replace("11211", "-1"), /^bad port$/],
      [JOIN.replace(INSTANCE, "0123"), /^bad instance$/],
      [JOIN.replace("10000", "999"), /^a lease has 1000 to 3600000 ms$/],
      [JOIN.replace("10000", "3600001"), /^a lease/],
      ["renew a", /^usage: config renew/],
      [`leave a ${INSTANCE} x`, /^usage: config leave/],
      [`leave a|b ${INSTANCE}`, /^bad node name or instance$/],
    ];
    for (const [line, reason] of cases) {
      const found = parse(line);
      assert.ok(found?.kind === "bad", line);
      assert.match(found.reason, reason);
    }
  });

  it("is nothing of other commands", () => {
    assert.equal(parse("get cluster"), undefined);
    assert.equal(parseDirectoryRequest([]), undefined);
  });
});
