/** Finding the user to become. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MemcachedRefusal } from "../../../../src/cli/serve/refusal.ts";
import { findUser, userToBecome } from "../../../../src/cli/serve/user.ts";

const PASSWD =
  "root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65533:nobody:/nonexistent:/usr/sbin/nologin\nbroken:x\n";

test("users are found by their whole name", () => {
  assert.deepEqual(findUser(PASSWD, "nobody"), { uid: 65534, gid: 65533 });
  for (const name of ["nobod", "broken", "", "x", "obody"]) {
    assert.equal(findUser(PASSWD, name), undefined, name);
  }
});

test("only root becomes somebody else, and only somebody there is", () => {
  const isRoot = process.getuid?.() === 0;
  assert.equal(userToBecome(undefined), undefined);
  assert.equal(userToBecome("root"), undefined);
  if (isRoot) {
    assert.notEqual(userToBecome("nobody")?.uid, 0);
    assert.throws(
      () => userToBecome("no-such-user"),
      (error) => error instanceof MemcachedRefusal && error.exitCode === 67,
    );
  } else {
    assert.equal(userToBecome("no-such-user"), undefined);
  }
});
