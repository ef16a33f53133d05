/** What an interface to listen on stands for. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MemtoolError } from "../../../src/base/errors.ts";
import { hostAddresses, openAddresses } from "../../../src/net/host-addresses.ts";

test("an address is itself, * both families, a name all its addresses", async () => {
  assert.deepEqual(await hostAddresses("10.0.0.1"), ["10.0.0.1"]);
  assert.deepEqual(await hostAddresses("::1"), ["::1"]);
  assert.deepEqual(await hostAddresses("fe80::1%eth0"), ["fe80::1%eth0"]);
  assert.deepEqual(await hostAddresses("*"), ["0.0.0.0", "::"]);
  const local = await hostAddresses("localhost");
  assert.ok(local.includes("127.0.0.1") || local.includes("::1"), local.join());
  assert.equal(new Set(local).size, local.length);
  await assert.rejects(hostAddresses("no-such-host.invalid"), {
    code: "LISTEN",
    message: /^could not listen on no-such-host\.invalid: /,
  });
});

test("what cannot be opened is passed over as long as something can", async () => {
  const open = async (address: string): Promise<string> => {
    if (address.startsWith("bad")) {
      throw new MemtoolError("LISTEN", `${address} is taken`);
    }
    return address.toUpperCase();
  };
  assert.deepEqual(await openAddresses(["a", "b"], open), { opened: ["A", "B"], failures: [] });
  const { opened, failures } = await openAddresses(["bad1", "b", "bad2"], open);
  assert.deepEqual(opened, ["B"]);
  assert.deepEqual(
    failures.map(({ message }) => message),
    ["bad1 is taken", "bad2 is taken"],
  );
  await assert.rejects(openAddresses(["bad1", "bad2"], open), { message: "bad1 is taken" });
  assert.deepEqual(await openAddresses([], open), { opened: [], failures: [] });
});

test("a bug is not passed over", async () => {
  const open = async (address: string): Promise<string> => {
    throw new TypeError(address);
  };
  await assert.rejects(openAddresses(["a"], open), TypeError);
});
