/** Every refusal has its own reply. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { REQUEST_ERROR } from "../../../../src/protocol/request.ts";
import { errorReply } from "../../../../src/protocol/text/errors.ts";

test("each error answers with one CLIENT_ERROR line of its own, an unknown command with ERROR", () => {
  const replies = Object.values(REQUEST_ERROR)
    .filter((error) => error !== REQUEST_ERROR.none)
    .map((error) => Buffer.from(errorReply(error)).toString());
  assert.equal(new Set(replies).size, replies.length);
  assert.equal(replies[0], "ERROR\r\n");
  for (const reply of replies.slice(1)) {
    assert.match(reply, /^CLIENT_ERROR [a-zA-Z ]+\r\n$/);
  }
  assert.equal(
    Buffer.from(errorReply(REQUEST_ERROR.badSetMode)).toString(),
    "CLIENT_ERROR invalid mode for ms M token\r\n",
  );
});
