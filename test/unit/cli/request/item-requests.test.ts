/** The same requests in the classic and the meta commands: what goes over the wire, and what comes back. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseAddress } from "../../../../src/base/address.ts";
import { countItem, deleteItem, fetchItems, storeItem, touchItem } from "../../../../src/cli/request/item-requests.ts";
import { MemcachedClient } from "../../../../src/client/memcached-client.ts";
import { type Replies, startListServer } from "../../../support/request-run.ts";

/** Base64: dHdvIHdvcmRz. */
const BINARY = "two words";

async function withServer<Value>(replies: Replies, work: (client: MemcachedClient) => Promise<Value>): Promise<Value> {
  const server = await startListServer(replies);
  const client = new MemcachedClient(parseAddress(server.address));
  try {
    return await work(client);
  } finally {
    client.destroy();
    await server.close();
  }
}

describe("fetchItems", () => {
  it("reads plain keys in one request and the others in base64", async () => {
    const replies = {
      "get a b": "VALUE b 7 1\r\nx\r\nEND",
      "mg dHdvIHdvcmRz b v f": "VA 2 f9\r\nhi",
    };
    const items = await withServer(replies, (client) =>
      fetchItems(client, ["a", "b", BINARY], { cas: false, exptime: undefined }),
    );
    assert.deepEqual([...items.keys()], ["b", BINARY]);
    assert.deepEqual(
      [items.get("b")?.flags, items.get(BINARY)?.flags, items.get(BINARY)?.value.toString()],
      [7, 9, "hi"],
    );
  });
  it("reads cas numbers and sets times to live in both", async () => {
    const replies = {
      "gats 60 a": "VALUE a 0 1 5\r\nx\r\nEND",
      "mg dHdvIHdvcmRz b v f c T60": "VA 2 f0 c18446744073709551615\r\nhi",
    };
    const items = await withServer(replies, (client) => fetchItems(client, ["a", BINARY], { cas: true, exptime: 60 }));
    assert.deepEqual([items.get("a")?.cas, items.get(BINARY)?.cas], [5n, 18446744073709551615n]);
  });
  it("leaves a miss out", async () => {
    const replies = { "mg dHdvIHdvcmRz b v f": "EN", "gat 60 a": "END" };
    const none = await withServer(replies, async (client) => [
      ...(await fetchItems(client, [BINARY], { cas: false, exptime: undefined })),
      ...(await fetchItems(client, ["a"], { cas: false, exptime: 60 })),
    ]);
    assert.deepEqual(none, []);
  });
});

describe("storeItem", () => {
  const fields = { flags: 7, exptime: 60, cas: 5n };
  const value = Buffer.from("v");
  it("uses the classic commands", async () => {
    const replies = {
      "set k 7 60 1\r\nv": "STORED",
      "add k 7 60 1\r\nv": "NOT_STORED",
      "append k 0 0 1\r\nv": "STORED",
      "cas k 7 60 1 5\r\nv": "EXISTS",
    };
    const results = await withServer(replies, async (client) => [
      await storeItem(client, "set", "k", value, fields),
      await storeItem(client, "add", "k", value, fields),
      await storeItem(client, "append", "k", value, fields),
      await storeItem(client, "cas", "k", value, fields),
    ]);
    assert.deepEqual(results, ["STORED", "NOT_STORED", "STORED", "EXISTS"]);
  });
  it("uses ms where the key needs it, with the same words", async () => {
    const replies = {
      "ms dHdvIHdvcmRz 1 b T60 F7 MS\r\nv": "HD",
      "ms dHdvIHdvcmRz 1 b T60 F7 ME\r\nv": "NS",
      "ms dHdvIHdvcmRz 1 b MP\r\nv": "NS",
      "ms dHdvIHdvcmRz 1 b T60 F7 MS C5\r\nv": "NF",
    };
    const results = await withServer(replies, async (client) => [
      await storeItem(client, "set", BINARY, value, fields),
      await storeItem(client, "add", BINARY, value, fields),
      await storeItem(client, "prepend", BINARY, value, fields),
      await storeItem(client, "cas", BINARY, value, fields),
    ]);
    assert.deepEqual(results, ["STORED", "NOT_STORED", "NOT_STORED", "NOT_FOUND"]);
  });
});

describe("deleteItem, touchItem and countItem", () => {
  it("speak both", async () => {
    const replies = {
      "delete k": "DELETED",
      "md dHdvIHdvcmRz b": "NF",
      "touch k 60": "NOT_FOUND",
      "mg dHdvIHdvcmRz b T60": "HD",
      "incr k 2": "7",
      "ma dHdvIHdvcmRz b v MD D2": "VA 1\r\n5",
      "ma k v MI D2 N60 J10": "VA 2\r\n10",
      "decr missing 1": "NOT_FOUND",
    };
    const results = await withServer(replies, async (client) => [
      await deleteItem(client, "k"),
      await deleteItem(client, BINARY),
      await touchItem(client, "k", 60),
      await touchItem(client, BINARY, 60),
      await countItem(client, "incr", "k", 2n, undefined),
      await countItem(client, "decr", BINARY, 2n, undefined),
      await countItem(client, "incr", "k", 2n, { initial: 10n, exptime: 60 }),
      await countItem(client, "decr", "missing", 1n, undefined),
    ]);
    assert.deepEqual(results, [true, false, false, true, 7n, 5n, 10n, undefined]);
  });
  it("say what an old server lacks", async () => {
    await withServer({}, async (client) => {
      await assert.rejects(deleteItem(client, BINARY), /does not know the meta commands, which a key with spaces/);
      const start = { initial: 0n, exptime: 0 };
      await assert.rejects(countItem(client, "incr", "k", 1n, start), /which --initial needs/);
    });
  });
});
