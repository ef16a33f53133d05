import assert from "node:assert/strict";
import { test } from "node:test";
import { certificatePolicy } from "../../../src/server/tls-connections.ts";

test("a listener's prefix wins over ssl_verify_mode", () => {
  const modes = [0, 1, 2, 3] as const;
  assert.deepEqual(
    modes.map((mode) => certificatePolicy("default", mode)),
    ["none", "ask", "require", "require"],
  );
  for (const mode of modes) {
    assert.equal(certificatePolicy("mtls", mode), "require");
    assert.equal(certificatePolicy("btls", mode), "none");
    assert.equal(certificatePolicy("notls", mode), "none");
  }
});
