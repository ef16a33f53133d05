/**
 * A directory whose list is that of another place (--discover): found there at the start and followed, so that clients that know only
 * `config get cluster` see what etcd or DNS knows. While that place is away the last list stays.
 */

import { systemClock } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import { unitRandom } from "../../base/random.ts";
import type { ServerSource } from "../../base/server-source.ts";
import { sleep } from "../../base/waiting.ts";
import { Discovery } from "../../cluster/discovery/discovery.ts";
import { systemDns } from "../../cluster/discovery/dns.ts";
import type { ListSource } from "../../cluster/discovery/list-source.ts";
import { openSource } from "../../cluster/discovery/open-source.ts";
import type { ServerNode } from "../../cluster/discovery/server-list.ts";
import { faultOfNode, isIpAddress, type NodeRecord, placeOfNode } from "../../directory/node-record.ts";
import { withIp } from "../../server/directory/own-node.ts";
import type { RunningServer } from "../../server/server.ts";

/** The start waits so long for the first list: whoever waits for the server finds nodes, where there are some. */
const FIRST_MS_MAX = 1000;

/** A place that did not answer at the start is asked again so often. */
const RETRY_MS = 1000;

/** Nobody has said what they answer to `version`. */
const UNKNOWN_VERSION = "-";

/** A source by its name, asked with this process's own DNS and HTTP. */
export function sourceToFollow(source: ServerSource): ListSource {
  return openSource(source, { dns: systemDns(undefined), fetch, tls: undefined, usesSrvWeights: false });
}

/**
 * Begins to follow.
 * @returns what ends it
 */
export async function followList(
  source: ListSource,
  directory: NonNullable<RunningServer["directory"]>,
  log: (line: string) => void,
): Promise<() => void> {
  const end = new AbortController();
  const { signal } = end;
  const discovery = new Discovery(source, { clock: { ...systemClock, sleep }, random: unitRandom });
  const show = async (nodes: readonly ServerNode[]): Promise<void> => {
    await directory.follow(await Promise.all(recordsOf(nodes).map(withIp)));
  };
  const first = findFirst(discovery, source.name, signal, log).then(async (nodes) => {
    if (nodes !== undefined) {
      await show(nodes);
    }
  });
  void first.then(() =>
    discovery.follow(
      {
        onChange: (list) => void show(list.nodes),
        onProblem: (error) => log(`WARNING: the list of nodes stays as it is: ${error.message}`),
        onRecovery: () => log(`directory: ${source.name} can be read again`),
        onRemark: (text) => log(`WARNING: ${text}`),
      },
      signal,
    ),
  );
  const timeout = new AbortController();
  await Promise.race([first, sleep(FIRST_MS_MAX, timeout.signal)]);
  timeout.abort();
  return () => end.abort();
}

/** The first list, whenever it can be had; undefined when it is not wanted any more. */
async function findFirst(
  discovery: Discovery,
  name: string,
  signal: AbortSignal,
  log: (line: string) => void,
): Promise<readonly ServerNode[] | undefined> {
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      const { nodes } = await discovery.start({ onRemark: (text) => log(`WARNING: ${text}`) }, signal);
      log(`directory: the list is that of ${name}`);
      return nodes;
    } catch (error) {
      if (failures === 0 && !signal.aborted) {
        log(`WARNING: no list of nodes yet: ${messageOf(error)}; trying again`);
      }
      await sleep(RETRY_MS, signal);
    }
  }
  return undefined;
}

/** What can stand in a list of ours; of two nodes that call themselves the same, both go by their address. */
export function recordsOf(nodes: readonly ServerNode[]): NodeRecord[] {
  const count = new Map<string, number>();
  for (const { name = "" } of nodes) {
    count.set(name, (count.get(name) ?? 0) + 1);
  }
  return nodes
    .map(({ host, ip, port, weight, name }): NodeRecord => {
      const place = placeOfNode({ host, port });
      return {
        name: name !== undefined && count.get(name) === 1 ? name : place,
        host,
        ip: ip ?? (isIpAddress(host) ? host : ""),
        port,
        weight: Math.max(1, Math.round(weight)),
        version: UNKNOWN_VERSION,
      };
    })
    .filter((node) => faultOfNode(node) === undefined);
}
