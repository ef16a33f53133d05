/** What each of the shopping carts in examples/ has to do, whatever it is written in. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { parseAddress } from "../../src/base/address.ts";
import type { HttpBenchResult } from "../../src/bench/http/http-document.ts";
import { StatsClient } from "../../src/client/stats-client.ts";
import { createPlacement, parseClient } from "../../src/cluster/ring/clients.ts";
import { placementServer } from "../../src/cluster/ring/placement.ts";
import { TIMEOUT_MS } from "./conversation.ts";
import { deadAddress } from "./dead-address.ts";
import type { Requirement } from "./requirement.ts";
import { runCli } from "./run-cli.ts";
import { type CartApp, type CartExample, CartPool, type CartReply } from "./shopping-cart.ts";

const APPLE = { price: 25, count: 3 };

/** Requests that are refused, and words that their answers have. */
const REFUSED: readonly (readonly [string, string, unknown, number, RegExp])[] = [
  ["PUT", "/carts/1/items/apple", { price: 0.25, count: 1 }, 400, /price of apple: .*whole number.*cents/],
  ["PUT", "/carts/1/items/apple", { price: "25", count: 1 }, 400, /price of apple/],
  ["PUT", "/carts/1/items/apple", { price: -1, count: 1 }, 400, /price of apple/],
  ["PUT", "/carts/1/items/apple", { price: 25, count: 0 }, 400, /count of apple/],
  ["PUT", "/carts/1/items/apple", { price: 25, count: true }, 400, /count of apple/],
  ["PUT", "/carts/1/items/apple", { price: 25 }, 400, /count of apple/],
  ["PUT", "/carts/1/items/apple", "{", 400, /not JSON/],
  ["PUT", "/carts/1/items/apple", "7", 400, /not an object/],
  ["PUT", "/carts/1/items/%20", APPLE, 400, /name/],
  ["PUT", "/carts/1/items/a%0Ab", APPLE, 400, /control characters/],
  ["PUT", "/carts/1/items/%FF", APPLE, 400, /UTF-8/],
  ["PUT", `/carts/1/items/${"x".repeat(101)}`, APPLE, 400, /100 characters/],
  ["PUT", "/carts/a%20b/items/apple", APPLE, 400, /cart's id/],
  ["PUT", "/carts/1/items", { name: "apple", ...APPLE }, 400, /items are a list/],
  ["PUT", "/carts/1/items", [7], 400, /items are a list/],
  [
    "PUT",
    "/carts/1/items",
    [
      { name: "a", ...APPLE },
      { name: "a", ...APPLE },
    ],
    400,
    /twice/,
  ],
  ["PUT", "/carts/1/items", "x".repeat(65_537), 413, /bytes/],
  ["PUT", "/carts/1/items/apple", "x".repeat(500_000), 413, /bytes/],
  ["PUT", "/carts/1/items", Array.from({ length: 101 }, (_, index) => ({ name: `n${index}`, ...APPLE })), 409, /100/],
  ["DELETE", "/carts/1/items/pear", undefined, 404, /no "pear" in cart 1/],
  ["GET", "/carts/1/items/pear", undefined, 404, /no "pear" in cart 1/],
  ["GET", "/carts", undefined, 404, /\/carts\/ID\/items/],
  ["POST", "/carts/1/items", {}, 405, /takes/],
];

const CART_COUNT = 40;
const cartPath = (index: number) => `/carts/shopper-${index}/items`;

/** Asks until the answer is no 503: a node that was away is found again within a moment. */
async function askUntilBack(app: CartApp, path: string): Promise<CartReply> {
  for (const end = Date.now() + TIMEOUT_MS; ; await sleep(50)) {
    const reply = await app.ask("GET", path);
    if (reply.status !== 503 || Date.now() > end) {
      return reply;
    }
  }
}

async function fill(app: CartApp): Promise<void> {
  for (let index = 0; index < CART_COUNT; index++) {
    const reply = await app.ask("PUT", `${cartPath(index)}/milk`, { price: 119, count: index + 1 });
    assert.equal(reply.status, 201);
  }
}

async function allAreThere(app: CartApp): Promise<void> {
  for (let index = 0; index < CART_COUNT; index++) {
    const { body } = await askUntilBack(app, cartPath(index));
    assert.deepEqual([body?.error, body?.total], [undefined, 119 * (index + 1)], `cart ${index}`);
  }
}

/** How many items each node has. */
async function itemCounts(pool: CartPool): Promise<number[]> {
  return await Promise.all(
    pool.parts.map(async ({ address }) => {
      const login = { username: pool.user, password: pool.password };
      const client = new StatsClient(
        { ...parseAddress(address), ...login },
        { connectTimeoutMs: TIMEOUT_MS, requestTimeoutMs: TIMEOUT_MS },
      );
      const entries = await client.stats();
      client.destroy();
      return Number(entries.find(({ name }) => name === "curr_items")?.value);
    }),
  );
}

/** How many of the carts that `fill` makes are to be on each node. */
function expectedCarts(pool: CartPool): number[] {
  const place = createPlacement(
    parseClient("ketama-weighted"),
    pool.parts.map(({ address }) => placementServer(parseAddress(address))),
  );
  const counts = pool.parts.map(() => 0);
  for (let index = 0; index < CART_COUNT; index++) {
    const key = Buffer.from(`cart:shopper-${index}`);
    const owner = place(key, 0, key.length);
    counts[owner] = (counts[owner] ?? 0) + 1;
  }
  return counts;
}

async function benchGets(pool: CartPool, app: CartApp): Promise<HttpBenchResult> {
  const caches = pool.parts.flatMap(({ address }) => ["--cache", `memcached://${pool.user}@${address}`]);
  const { stdout, stderr, exitCode } = await runCli(
    [
      ...["bench", `${app.origin}/carts/{key}/items`, "--requests", "200", "--keys", "20", "-c", "10", "-t", "1"],
      ...[...caches, "--json"],
    ],
    { env: { MEMTOOL_PASSWORD: pool.password } },
  );
  assert.equal(exitCode, 0, stderr);
  return JSON.parse(stdout) as HttpBenchResult;
}

/** Defines the tests of one of them. */
export function describeShoppingCart(example: CartExample, needs: Requirement = { skip: false }): void {
  describe(`examples/${example.folder}`, needs, () => {
    let pool: CartPool;
    let app: CartApp;
    before(async () => {
      pool = await CartPool.start(example);
      app = await pool.app();
    });
    after(() => pool.stop());

    it("keeps items with price and count, and says what they cost", async () => {
      const path = "/carts/first/items";
      assert.deepEqual((await app.ask("GET", path)).body, { cart: "first", items: [], total: 0 });
      assert.equal((await app.ask("PUT", `${path}/apple`, APPLE)).status, 201);
      assert.equal((await app.ask("PUT", `${path}/apple`, { ...APPLE, count: 5 })).status, 200);
      assert.equal(
        (await app.ask("PUT", `${path}/cr%C3%A8me%20br%C3%BBl%C3%A9e`, { price: 400, count: 1 })).status,
        201,
      );
      const { status, body } = await app.ask("GET", path);
      assert.deepEqual(
        [status, body],
        [
          200,
          {
            cart: "first",
            items: [
              { name: "apple", price: 25, count: 5, priceNow: 25, description: "Crisp and red" },
              { name: "crème brûlée", price: 400, count: 1, priceNow: 450, description: "Burn it yourself" },
            ],
            total: 525,
          },
        ],
      );
      assert.deepEqual((await app.ask("GET", `${path}/apple`)).body, { name: "apple", price: 25, count: 5 });
      assert.equal((await app.ask("DELETE", `${path}/apple`)).status, 204);
      assert.equal((await app.ask("DELETE", `${path}/apple`)).status, 404);
      const odd = String.raw`\r\n "$&" / ?`;
      const replaced = await app.ask("PUT", path, [{ name: odd, price: 0, count: 1000 }]);
      assert.equal(replaced.status, 200);
      assert.deepEqual((await app.ask("GET", `${path}/${encodeURIComponent(odd)}`)).body, {
        name: odd,
        price: 0,
        count: 1000,
      });
      assert.equal((await app.ask("DELETE", path)).status, 204);
      assert.deepEqual((await app.ask("GET", path)).body?.items, []);
    });

    it("refuses what makes no sense, in words", async () => {
      for (const [method, path, body, status, words] of REFUSED) {
        const reply = await app.ask(method, path, body);
        assert.equal(reply.status, status, `${method} ${path} ${JSON.stringify(reply.body)}`);
        assert.match(reply.body?.error ?? "", words);
      }
      assert.equal((await app.ask("POST", "/carts/1/items")).headers.get("allow")?.includes("PUT"), true);
      assert.deepEqual((await app.ask("GET", "/carts/1/items")).body?.items, []);
    });

    it("loses no item when many are put into one cart at the same time, through two processes", async () => {
      const other = await pool.app();
      const names = Array.from({ length: 30 }, (_, index) => `item ${index}`);
      const replies = await Promise.all(
        names.map((name, index) =>
          (index % 2 === 0 ? app : other).ask("PUT", `/carts/busy/items/${encodeURIComponent(name)}`, APPLE),
        ),
      );
      assert.deepEqual(new Set(replies.map(({ status }) => status)), new Set([201]));
      const { body } = await other.ask("GET", "/carts/busy/items");
      assert.deepEqual(body?.items?.map(({ name }) => name).sort(), [...names].sort());
      await other.stop();
    });

    it("does not start with a wrong password, without one, or while nodes are missing", async () => {
      const servers = pool.parts.map(({ address }) => address).join(",");
      const failing = [
        [{ CACHE_PASSWORD_FILE: "/dev/null" }, /needs a password/],
        [pool.wrongPassword, /the directory refuses/],
        [{ ...pool.wrongPassword, CACHE_DIRECTORY: "", CACHE_SERVERS: servers }, /refuses/],
        [{ CACHE_NODES: "4", CACHE_WAIT_SECONDS: "0" }, /CACHE_NODES=4, and the directory has 3/],
        [{ CACHE_NODES: "2", CACHE_WAIT_SECONDS: "0" }, /CACHE_NODES=2, and the directory has 3/],
        [{ CACHE_DIRECTORY: await deadAddress(), CACHE_WAIT_SECONDS: "0" }, /does not answer/],
        [{ CACHE_DIRECTORY: "", CACHE_SERVERS: await deadAddress() }, /./],
      ] as const;
      await Promise.all(
        failing.map(async ([env, words]) => {
          const { exitCode, output } = await pool.failedApp(env);
          assert.equal(exitCode, 1);
          assert.match(output, words);
        }),
      );
    });

    it("asks the catalogue less with the cache on, which bench sees", async () => {
      const uncached = await pool.app({ CACHE: "off" });
      for (let index = 0; index < 20; index++) {
        await app.ask("PUT", `/carts/${index}/items`, [
          { name: "apple", ...APPLE },
          { name: "milk", ...APPLE },
        ]);
      }
      const without = await benchGets(pool, uncached);
      const withCache = await benchGets(pool, app);
      // A query of the catalogue takes 20 ms, which no request without the cache is spared.
      assert.ok((without.total.service.minUs ?? 0) >= 19_000);
      assert.equal(without.cache?.getsPerRequest, 1);
      assert.equal(withCache.cache?.getsPerRequest, 3);
      assert.ok((withCache.cache?.hitRate ?? 0) > 0.9);
      await uncached.stop();
    });

    it("puts carts where libketama does, and finds each every time with many readers", async () => {
      const before = await itemCounts(pool);
      await fill(app);
      const after = await itemCounts(pool);
      assert.deepEqual(
        after.map((count, index) => count - (before[index] ?? 0)),
        expectedCarts(pool),
      );
      const readers = Array.from({ length: 8 }, async (_, reader) => {
        for (let round = 0; round < 60; round++) {
          const index = (reader + 7 * round) % CART_COUNT;
          assert.equal((await app.ask("GET", `${cartPath(index)}/milk`)).status, 200);
        }
      });
      await Promise.all(readers);
    });

    it("keeps every cart when each part in turn is killed and started again", async () => {
      for (const part of pool.parts) {
        await part.stop("SIGKILL");
        const statuses: number[] = [];
        for (let index = 0; index < CART_COUNT; index++) {
          statuses.push((await app.ask("GET", cartPath(index))).status);
        }
        // No other node pretends to have the carts of the dead one.
        assert.deepEqual(new Set(statuses), new Set([200, 503]), part.name);
        await part.start();
        await allAreThere(app);
      }
      await app.stop("SIGKILL");
      app = await pool.app();
      await allAreThere(app);
    });

    it("keeps what it acknowledged while a node is killed under load", async () => {
      const [, node] = pool.parts;
      const acknowledged = new Map<string, string[]>();
      let isOver = false;
      const shoppers = Array.from({ length: 6 }, async (_, shopper) => {
        for (let index = 0; !isOver; index++) {
          const [path, name] = [`/carts/loaded-${shopper}-${Math.floor(index / 50)}/items`, `item ${index}`];
          const { status } = await app.ask("PUT", `${path}/${encodeURIComponent(name)}`, APPLE);
          assert.ok([200, 201, 503].includes(status), String(status));
          if (status !== 503) {
            acknowledged.set(path, [...(acknowledged.get(path) ?? []), name]);
          }
        }
      });
      await sleep(300);
      await node?.stop("SIGKILL");
      await node?.start();
      await sleep(300);
      isOver = true;
      await Promise.all(shoppers);
      assert.ok(acknowledged.size >= 6);
      for (const [path, names] of acknowledged) {
        const { body } = await askUntilBack(app, path);
        const found = new Set(body?.items?.map(({ name }) => name));
        assert.deepEqual(
          names.filter((name) => !found.has(name)),
          [],
          path,
        );
      }
    });

    it("keeps every cart when everything is stopped and started again", async () => {
      await app.stop();
      await Promise.all(pool.parts.map((part) => part.stop("SIGTERM")));
      await pool.startParts();
      app = await pool.app();
      await allAreThere(app);
    });
  });
}
