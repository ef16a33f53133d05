/** etcd's gateway, members that are away, and logins: by a `fetch` that answers what a test says. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseServerSource } from "../../../../src/base/server-source.ts";
import { EtcdGateway, type Fetch } from "../../../../src/cluster/discovery/etcd-gateway.ts";

type Answer = Response | Error | "hangs";

/** Answers requests in turn, and writes them down. */
function fetchOf(answers: readonly Answer[]): { readonly fetch: Fetch; readonly asked: string[] } {
  const asked: string[] = [];
  const left = [...answers];
  const fetch: Fetch = (url, init) => {
    const headers = init?.headers as Record<string, string> | undefined;
    asked.push(
      `${String(url)} ${String(init?.body)}${headers?.["authorization"] === undefined ? "" : ` by ${headers["authorization"]}`}`,
    );
    const answer = left.shift() ?? new Error("no more answers");
    if (answer !== "hangs") {
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    }
    return new Promise((_, reject) => {
      init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
    });
  };
  return { fetch, asked };
}

function gatewayOf(word: string, fetch: Fetch, timeoutMs?: number): EtcdGateway {
  const source = parseServerSource(word);
  assert.ok(source.kind === "etcd");
  return new EtcdGateway(source, fetch, timeoutMs);
}

const refused = Object.assign(new TypeError("fetch failed"), {
  cause: Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }),
});
const json = (value: object, status = 200): Response => new Response(JSON.stringify(value), { status });
const signal = new AbortController().signal;

describe("EtcdGateway.ask", () => {
  it("asks the next member when one is away, and stays with the one that answers", async () => {
    const { fetch, asked } = fetchOf([refused, json({ a: 1 }), json({ a: 2 })]);
    const gateway = gatewayOf("etcds://a:1,b:2/c", fetch);
    assert.deepEqual(await gateway.ask("/p", { q: 1 }, signal), { a: 1 });
    assert.deepEqual(await gateway.ask("/p", { q: 2 }, signal), { a: 2 });
    assert.deepEqual(asked, ['https://a:1/p {"q":1}', 'https://b:2/p {"q":1}', 'https://b:2/p {"q":2}']);
  });
  it("says who is away, and why", async () => {
    await assert.rejects(gatewayOf("etcd://a:1,[::1]:2/c", fetchOf([refused, refused]).fetch).ask("/p", {}, signal), {
      code: "CONNECT",
      message: "could not connect to etcd at a:1, [::1]:2: connection refused",
    });
  });
  it("does not wait for ever, and begins with another member then", async () => {
    const { fetch, asked } = fetchOf(["hangs", json({})]);
    const gateway = gatewayOf("etcd://a:1,b:2/c", fetch, 20);
    await assert.rejects(gateway.ask("/p", {}, signal), {
      code: "TIMEOUT",
      message: /a:1, b:2 did not answer within 20/,
    });
    await gateway.ask("/p", {}, signal);
    assert.deepEqual(asked, ["http://a:1/p {}", "http://b:2/p {}"]);
  });
  it("ends with the signal", async () => {
    const end = new AbortController();
    const asking = gatewayOf("etcd://a:1/c", fetchOf(["hangs"]).fetch).ask("/p", {}, end.signal);
    end.abort();
    await assert.rejects(asking, { code: "INTERRUPTED" });
    const gone = gatewayOf("etcd://a:1/c", fetchOf([]).fetch).ask("/p", {}, end.signal);
    await assert.rejects(gone, { code: "INTERRUPTED" });
  });
  it("logs in, and again where the token has run out", async () => {
    const { fetch, asked } = fetchOf([
      json({ token: "t1" }),
      json({ a: 1 }),
      json({ error: "etcdserver: invalid auth token" }, 401),
      json({ token: "t2" }),
      json({ a: 2 }),
    ]);
    const gateway = gatewayOf("etcd://u:p%40@a:1/c", fetch);
    assert.deepEqual(await gateway.ask("/p", {}, signal), { a: 1 });
    assert.deepEqual(await gateway.ask("/p", {}, signal), { a: 2 });
    const login = 'http://a:1/v3/auth/authenticate {"name":"u","password":"p@"}';
    assert.deepEqual(asked, [login, "http://a:1/p {} by t1", "http://a:1/p {} by t1", login, "http://a:1/p {} by t2"]);
  });
  it("tells a refusal from trouble, with etcd's words", async () => {
    for (const [answer, code, message] of [
      [json({ error: "etcdserver: user name is empty" }, 400), "REFUSED", /user name is empty/],
      [json({ error: "etcdserver: permission denied" }, 403), "REFUSED", /permission denied/],
      [json({ error: "etcdserver: no leader" }, 503), "SERVER", /no leader/],
      [new Response("", { status: 404 }), "SERVER", /HTTP 404/],
      [new Response("<html>"), "PROTOCOL", /<html>/],
    ] as const) {
      await assert.rejects(gatewayOf("etcd://a:1/c", fetchOf([answer]).fetch).ask("/p", {}, signal), { code, message });
    }
    const wrong = json({ error: "etcdserver: authentication failed, invalid user ID or password" }, 400);
    await assert.rejects(gatewayOf("etcd://u:x@a:1/c", fetchOf([wrong]).fetch).ask("/p", {}, signal), {
      code: "REFUSED",
    });
  });
});

describe("EtcdGateway.lines", () => {
  function stream(chunks: readonly string[], error?: Error): Response {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (const chunk of chunks) {
          controller.enqueue(Buffer.from(chunk));
        }
        if (error === undefined) {
          controller.close();
        }
      },
      pull: (controller) => {
        if (error !== undefined) {
          controller.error(error);
        }
      },
    });
    return new Response(body);
  }
  async function collect(answer: Answer, timeoutMs?: number): Promise<string[]> {
    const lines: string[] = [];
    for await (const line of gatewayOf("etcd://a:1/c", fetchOf([answer]).fetch, timeoutMs).lines("/w", {}, signal)) {
      lines.push(line);
    }
    return lines;
  }
  it("gives whole lines, however they are cut", async () => {
    assert.deepEqual(await collect(stream(['{"a', '":1}\n\n{"b":', "2}\n", "{"])), ['{"a":1}', '{"b":2}']);
  });
  it("says when the member is lost, refuses, or hangs", async () => {
    await assert.rejects(collect(stream(["{}\n"], new TypeError("terminated"))), {
      code: "DISCONNECTED",
      message: "lost etcd at a:1: terminated",
    });
    await assert.rejects(collect(json({ error: "no" }, 500)), { code: "SERVER" });
    await assert.rejects(collect("hangs", 20), { code: "TIMEOUT" });
  });
});
