/** A shop's carts over HTTP, kept in a pool of memtool servers. The README says how to start it. */
import { createServer } from "node:http";
import { Cache, CacheError } from "./cache.js";
import { checkCartId, checkItem, checkItems, RequestError, totalOf, withItem, withoutItem } from "./cart.js";
import { CartStore } from "./cart-store.js";
import { CachedCatalogue, Catalogue } from "./catalogue.js";
import { DirectoryError, findNodes } from "./discovery.js";
import { readSettings, SettingsError } from "./settings.js";

const BODY_BYTES_MAX = 64 * 1024;

function say(line) {
  process.stderr.write(`shopping-cart: ${line}\n`);
}

/** What each path can do: a pattern, and for each method a function of (shop, words of the path, body) that answers [status, JSON]. */
const ROUTES = [
  {
    path: /^\/healthz$/,
    methods: { GET: async ({ cache }) => [200, { nodes: cache.servers }] },
  },
  {
    path: /^\/carts\/([^/]*)\/items$/,
    methods: {
      GET: async ({ carts, catalogue }, [id]) => [200, await shown(id, await carts.items(id), catalogue)],
      PUT: async ({ carts, catalogue }, [id], body) => {
        const items = checkItems(body);
        await carts.replace(id, items);
        return [200, await shown(id, items, catalogue)];
      },
      DELETE: async ({ carts }, [id]) => {
        await carts.clear(id);
        return [204];
      },
    },
  },
  {
    path: /^\/carts\/([^/]*)\/items\/([^/]*)$/,
    methods: {
      GET: async ({ carts }, [id, name]) => {
        const item = (await carts.items(id)).find((candidate) => candidate.name === name);
        return item === undefined ? notInCart(id, name) : [200, item];
      },
      PUT: async ({ carts }, [id, name], body) => {
        const item = checkItem({ ...body, name });
        const { before } = await carts.change(id, (items) => withItem(items, item));
        return [before.some((old) => old.name === name) ? 200 : 201, item];
      },
      DELETE: async ({ carts }, [id, name]) => {
        const { before, after } = await carts.change(id, (items) => withoutItem(items, name));
        return before.length === after.length ? notInCart(id, name) : [204];
      },
    },
  },
];

function notInCart(id, name) {
  return [404, { error: `there is no ${JSON.stringify(name)} in cart ${id}` }];
}

/** A cart as clients see it: each item with what it costs today, null for what is not sold any more. */
async function shown(id, items, catalogue) {
  const products = items.length === 0 ? new Map() : await catalogue.find(items.map(({ name }) => name));
  return {
    cart: id,
    items: items.map((item) => {
      const product = products.get(item.name) ?? null;
      return { ...item, priceNow: product?.price ?? null, description: product?.description ?? null };
    }),
    total: totalOf(items),
  };
}

async function answer(shop, request) {
  const [pathname] = request.url.split("?");
  for (const { path, methods } of ROUTES) {
    const match = path.exec(pathname);
    if (match !== null) {
      const run = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined;
      if (run === undefined) {
        throw new RequestError(405, `this path takes ${Object.keys(methods).join(", ")}`, Object.keys(methods));
      }
      const words = match.slice(1).map(decoded);
      if (words.length > 0) {
        checkCartId(words[0]);
      }
      return await run(shop, words, request.method === "PUT" ? await readJson(request) : undefined);
    }
  }
  return [404, { error: "carts are at /carts/ID/items and /carts/ID/items/NAME" }];
}

function decoded(word) {
  try {
    return decodeURIComponent(word);
  } catch {
    throw new RequestError(400, "the path is not UTF-8 in percent-encoding");
  }
}

async function readJson(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= BODY_BYTES_MAX) {
      chunks.push(chunk);
    } else if (size > 16 * BODY_BYTES_MAX) {
      break;
    }
  }
  // Of what is too long a little more is read, so that the client hears the answer.
  if (size > BODY_BYTES_MAX) {
    throw new RequestError(413, `a request has ${BODY_BYTES_MAX} bytes at most`);
  }
  let body;
  try {
    body = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new RequestError(400, "the body is not JSON");
  }
  if (typeof body !== "object" || body === null) {
    throw new RequestError(400, "the body is not an object or a list");
  }
  return body;
}

/** Answers a request whatever happens. A node that is away is no answer about the cart: 503, and try again. */
async function respond(shop, request, response) {
  let reply;
  try {
    reply = await answer(shop, request);
  } catch (error) {
    if (error instanceof RequestError) {
      reply = [error.status, { error: error.message }];
      if (error.status === 405) {
        response.setHeader("allow", error.methods.join(", "));
      } else if (error.status === 413) {
        response.setHeader("connection", "close");
      }
    } else if (error instanceof CacheError) {
      say(error.message);
      reply = [503, { error: "the cart can't be reached now, try again" }];
      response.setHeader("retry-after", "1");
    } else {
      say(`BUG: ${error.stack}`);
      reply = [500, { error: "internal error" }];
    }
  }
  const [status, body] = reply;
  response.writeHead(status, body === undefined ? {} : { "content-type": "application/json" });
  response.end(body === undefined ? undefined : `${JSON.stringify(body)}\n`);
}

async function start() {
  const settings = readSettings(process.env);
  const servers = settings.directory === undefined ? settings.servers : await findNodes(settings, say);
  const cache = new Cache(servers, settings.login);
  await cache.check();
  const slow = new Catalogue(settings);
  const catalogue = settings.isCacheOn ? new CachedCatalogue(slow, cache, settings) : slow;
  const shop = { cache, carts: new CartStore(cache), catalogue };
  const server = createServer((request, response) => respond(shop, request, response));
  server.listen(settings.port, "127.0.0.1", () => {
    const catalogueWords = settings.isCacheOn ? "cached" : "asked every time";
    say(
      `listening on http://127.0.0.1:${server.address().port}; carts on ${servers.join(" ")}; catalogue ${catalogueWords}`,
    );
  });
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.once(signal, () => {
      server.close(() => process.exit(0));
      server.closeIdleConnections();
    });
  }
}

try {
  await start();
} catch (error) {
  const isExpected = error instanceof SettingsError || error instanceof DirectoryError || error instanceof CacheError;
  say(isExpected ? error.message : error.stack);
  process.exit(1);
}
