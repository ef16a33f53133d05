/** Whether anything asks for TLS or a login. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { parseAddress } from "../../../src/base/address.ts";
import { ACCESS_TABLE, type AccessValues, asksForAccess } from "../../../src/cli/access-options.ts";

const NONE: AccessValues = {
  tls: false,
  "tls-ca": undefined,
  "tls-cert": undefined,
  "tls-key": undefined,
  "tls-server-name": undefined,
  "tls-skip-verify": false,
  user: undefined,
  "password-file": undefined,
};

it("sees every option and every address that does", () => {
  const plain = [parseAddress("a:1"), parseAddress("/run/a.sock")];
  assert.equal(asksForAccess(plain, NONE), false);
  for (const [name, { type }] of Object.entries(ACCESS_TABLE)) {
    assert.equal(asksForAccess(plain, { ...NONE, [name]: type === "flag" ? true : "x" }), true, name);
  }
  for (const address of ["memcacheds://a", "memcached://joe:x@a", "unix://joe:x@/run/a.sock"]) {
    assert.equal(asksForAccess([...plain, parseAddress(address)], NONE), true, address);
  }
});
