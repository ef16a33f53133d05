/** What a scrape says of a server, compared with what the server itself says. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createConnection } from "node:net";
import { parseAddress } from "../../src/base/address.ts";
import { systemClock } from "../../src/base/clock.ts";
import { Poller } from "../../src/monitor/poller.ts";
import { groupNumbered } from "../../src/stats/numbered-stats.ts";
import type { ReadFamily } from "./exposition.ts";
import { exporterMetrics, type Views } from "./memcached-exporter.ts";
import type { ServerProcess } from "./server-process.ts";

/** Something of every command, hits and misses, in two slab classes. */
const trafficWith = (cas: string): string[] => [
  "set n 0 0 1\r\n5\r\n",
  `set big 0 0 3000\r\n${"x".repeat(3000)}\r\n`,
  "get a\r\nget none\r\n",
  "delete none\r\ndelete big\r\n",
  `set big 0 0 3000\r\n${"x".repeat(3000)}\r\n`,
  "incr n 1\r\nincr none 1\r\ndecr n 1\r\ndecr none 1\r\ndecr none 1\r\n",
  `cas a 0 0 1 ${cas}\r\nx\r\n`,
  "cas a 0 0 1 99999\r\nx\r\ncas none 0 0 1 1\r\nx\r\n",
  "touch a 0\r\ntouch none 0\r\ntouch none 0\r\n",
  "flush_all 1000\r\n",
];

/** Has a server carry that out. */
export async function loadServer({ target }: ServerProcess): Promise<void> {
  const socket = createConnection(target);
  const ask = async (text: string): Promise<string> => {
    socket.write(`${text}mn\r\n`);
    let received = "";
    while (!received.endsWith("MN\r\n")) {
      const [chunk] = (await once(socket, "data")) as [Buffer];
      received += chunk.toString("latin1");
    }
    return received;
  };
  const cas = /VALUE a 0 3 (\d+)/.exec(await ask("set a 0 0 3\r\nabc\r\ngets a\r\n"))?.[1];
  await ask(trafficWith(cas ?? assert.fail("no cas")).join(""));
  socket.destroy();
}

/** What a server says of itself, over a connection of its own. */
export async function viewsOf(address: string): Promise<Views> {
  const subcommands = ["", "items", "slabs", "settings"] as const;
  const poller = new Poller([parseAddress(address)], { subcommands, timeoutMs: 10_000, clock: systemClock });
  const [state] = (await poller.poll()).servers;
  poller.close();
  return state?.up === true ? state.views : assert.fail(state?.error.message);
}

/** Families of memcached, as `type name labels`, sorted. */
export function foundMetrics(families: ReadonlyMap<string, ReadFamily>): string[] {
  return [...families]
    .filter(([name]) => name.startsWith("memcached_"))
    .map(([name, { type, samples }]) => {
      const labels = new Set(samples.flatMap((sample) => Object.keys(sample.labels)));
      return `${type} ${name} ${[...labels].sort().join()}`;
    })
    .sort();
}

/**
 * Checks the values of all metrics of one statistic: those of a reading before or after the scrape, or what lies between.
 * @param except metrics to pass over
 * @returns how many were checked
 */
export function checkValues(
  families: ReadonlyMap<string, ReadFamily>,
  earlier: Views,
  later: Views,
  except: readonly string[] = [],
): number {
  let checked = 0;
  for (const { name, labels, type, statistics } of exporterMetrics()) {
    const [only, ...others] = statistics;
    const family = except.includes(name) ? undefined : families.get(name);
    if (family?.type !== type || only === undefined || others.length > 0 || (labels !== "" && labels !== "slab")) {
      continue;
    }
    for (const { labels: found, value } of family.samples) {
      const texts = [earlier, later].map((views) => {
        const stats = views.get(only.view === "stats" ? "" : only.view) ?? new Map<string, string>();
        const { groups, others: general } = groupNumbered(stats);
        const text =
          labels === ""
            ? general.get(only.stat)
            : groups.find(({ id }) => String(id) === found["slab"])?.values.get(only.stat);
        return text === "yes" ? "1" : text === "no" ? "0" : (text ?? assert.fail(`${name}: no ${only.stat}`));
      });
      const [low = 0, high = 0] = texts.map(Number).sort((left, right) => left - right);
      const isExact = texts[0] === texts[1] && texts[0] === value;
      assert.ok(
        isExact || (Number(value) >= low && Number(value) <= high),
        `${name} ${value}, the server says ${texts.join(", then ")}`,
      );
      checked++;
    }
  }
  return checked;
}
