/** Servers of several sources as one list. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { formatAddress } from "../../../../src/base/address.ts";
import { MemtoolError } from "../../../../src/base/errors.ts";
import {
  type FinderListener,
  type FinderSource,
  ServerFinder,
} from "../../../../src/cluster/discovery/server-finder.ts";
import { hostsReading, instantPorts, notingListener, scriptedSource, testNode } from "../../../support/list-source.ts";

const TEMPLATE = { kind: "tcp", host: "x", port: 1, tls: false } as const;
const OPTIONS = { nodeName: "host", everyMs: undefined } as const;

function textsOf(finder: ServerFinder): string[] {
  return finder.servers.map(({ address, list }) => `${formatAddress(address)} ${list.source} ${list.version}`);
}

it("puts sources behind each other, each server once, with its own list's version and login", async () => {
  const end = new AbortController();
  const sources: FinderSource[] = [
    {
      source: scriptedSource([hostsReading("a b", 7n), hostsReading("b", 8n)], () => {}, { name: "one" }),
      template: { ...TEMPLATE, username: "u", password: "p" },
    },
    {
      source: scriptedSource([hostsReading("b c")], () => {}, { name: "two", refreshMs: undefined }),
      template: TEMPLATE,
    },
  ];
  const finder = new ServerFinder(sources, instantPorts().ports, OPTIONS);
  const { listener: noting, notes } = notingListener();
  const listener: FinderListener = {
    ...noting,
    onChange: (list, changes) => {
      noting.onChange(list, changes);
      end.abort();
    },
  };
  assert.deepEqual(finder.servers, []);
  await finder.start(listener, end.signal);
  assert.deepEqual(textsOf(finder), ["memcached://u@a:11211 one 7", "memcached://u@b:11211 one 7", "c:11211 two 1"]);
  await finder.follow(listener, end.signal);
  assert.deepEqual(textsOf(finder), ["memcached://u@b:11211 one 8", "c:11211 two 1"]);
  assert.deepEqual(notes, ["v8 - a:11211"]);
});

it("knows by the name that counts what is one server", async () => {
  const nodes = [testNode("a", { ip: "10.0.0.1" }), testNode("b", { ip: "10.0.0.1" })];
  const servers = async (nodeName: "host" | "ip") => {
    const source = scriptedSource([{ nodes }], () => {}, { refreshMs: undefined });
    const finder = new ServerFinder([{ source, template: TEMPLATE }], instantPorts().ports, { ...OPTIONS, nodeName });
    const found = await finder.start(notingListener().listener, new AbortController().signal);
    return found.map(({ address }) => formatAddress(address));
  };
  assert.deepEqual(await servers("host"), ["a:11211", "b:11211"]);
  assert.deepEqual(await servers("ip"), ["10.0.0.1:11211"]);
});

it("fails as the first source that fails", async () => {
  const failing = (text: string): FinderSource => ({
    source: scriptedSource([new MemtoolError("CONNECT", text)], () => {}),
    template: TEMPLATE,
  });
  const fine: FinderSource = { source: scriptedSource([hostsReading("a")], () => {}), template: TEMPLATE };
  const finder = new ServerFinder([fine, failing("one"), failing("two")], instantPorts().ports, OPTIONS);
  await assert.rejects(finder.start(notingListener().listener, new AbortController().signal), { message: "one" });
});
