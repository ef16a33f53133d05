/** keys/move/gzip-member.ts: members that any gunzip reads, and that tell where they end. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import {
  isGzip,
  MEMBER_HEADER_BYTES,
  memberLength,
  packMember,
  unpackMember,
} from "../../../../src/keys/move/gzip-member.ts";

test("a member is gzip, tells its length, and comes back; several are one file to others", async () => {
  const data = [Buffer.from("first"), Buffer.alloc(0), Buffer.alloc(100_000, "ab")];
  const members = await Promise.all(data.map(packMember));
  assert.deepEqual(gunzipSync(Buffer.concat(members)), Buffer.concat(data));
  for (const [index, member] of members.entries()) {
    assert.ok(isGzip(member));
    assert.equal(memberLength(member.subarray(0, MEMBER_HEADER_BYTES)), member.length);
    assert.deepEqual(await unpackMember(member.subarray(MEMBER_HEADER_BYTES)), data[index]);
  }
});

test("other gzip is told apart; damage is noticed", async () => {
  const foreign = gzipSync("something of another program");
  assert.ok(isGzip(foreign));
  assert.equal(memberLength(foreign), undefined);
  assert.ok(!isGzip(Buffer.from("{")));
  const member = await packMember(Buffer.from("some data that is packed"));
  for (const at of [MEMBER_HEADER_BYTES + 3, member.length - 7]) {
    const damaged = Buffer.from(member);
    damaged[at] = (damaged[at] as number) ^ 0xff;
    assert.equal(await unpackMember(damaged.subarray(MEMBER_HEADER_BYTES)), undefined);
  }
});
