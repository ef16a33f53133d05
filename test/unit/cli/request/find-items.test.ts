/** Keys of several servers, one of which may be gone. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseAddress } from "../../../../src/base/address.ts";
import { failuresJson, findItems } from "../../../../src/cli/request/find-items.ts";
import { Servers } from "../../../../src/cli/request/servers.ts";
import { MemcachedClient } from "../../../../src/client/memcached-client.ts";
import { type ListServer, startListServer } from "../../../support/request-run.ts";

/** Places keys by their first letter: a, b, ... are servers 0, 1, ... */
function serversOf(lists: readonly ListServer[]): Servers {
  const clients = lists.map(({ address }) => new MemcachedClient(parseAddress(address)));
  return new Servers(clients, (bytes, start) => (bytes[start] ?? 0) - 97);
}

const FIELDS = { cas: false, exptime: undefined };

describe("findItems", () => {
  it("asks each owner once for its keys", async () => {
    const lists = [
      await startListServer({ "get a1 a2": "VALUE a1 0 1\r\nx\r\nEND" }),
      await startListServer({ "get b1": "VALUE b1 0 1\r\ny\r\nEND" }),
    ];
    const servers = serversOf(lists);
    const { keys, items, missing, failures } = await findItems(servers, ["a1", "b1", "a2", "a1"], FIELDS);
    servers.destroy();
    await Promise.all(lists.map((list) => list.close()));
    assert.deepEqual(keys, ["a1", "b1", "a2"]);
    assert.deepEqual([...items.keys()].sort(), ["a1", "b1"]);
    assert.deepEqual([missing, failures], [["a2"], []]);
    assert.deepEqual(
      lists.map(({ received }) => received),
      [["get a1 a2"], ["get b1"]],
    );
  });
  it("loses only the keys of a server that is gone, and does not call them missing", async () => {
    const lists = [await startListServer({ "get a1": "VALUE a1 0 1\r\nx\r\nEND" }), await startListServer({})];
    const servers = serversOf(lists);
    await lists[1]?.close();
    const { items, missing, failures } = await findItems(servers, ["a1", "b1"], FIELDS);
    assert.deepEqual(
      [[...items.keys()], missing, failures.map(({ keys, error }) => [keys, error.code])],
      [["a1"], [], [[["b1"], "CONNECT"]]],
    );
    assert.deepEqual(failuresJson(failures), {
      failed: [{ keys: ["b1"], error: { code: "CONNECT", message: failures[0]?.error.message } }],
    });
    assert.deepEqual(failuresJson([]), {});
    await assert.rejects(findItems(servers, ["b1"], FIELDS), /could not connect/);
    servers.destroy();
    await lists[0]?.close();
  });
});
