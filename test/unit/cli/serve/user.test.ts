/** Finding the user to become. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { findUser } from "../../../../src/cli/serve/user.ts";

const PASSWD =
  "root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65533:nobody:/nonexistent:/usr/sbin/nologin\nbroken:x\n";

test("users are found by their whole name", () => {
  assert.deepEqual(findUser(PASSWD, "nobody"), { uid: 65534, gid: 65533 });
  for (const name of ["nobod", "broken", "", "x", "obody"]) {
    assert.equal(findUser(PASSWD, name), undefined, name);
  }
});
