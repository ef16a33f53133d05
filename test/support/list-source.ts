/** Sources of servers for tests, that answer what the test says, and a clock that waits for nobody. */
import type { MemtoolError } from "../../src/base/errors.ts";
import type { DiscoveryListener } from "../../src/cluster/discovery/discovery.ts";
import type { DiscoveryPorts, ListReading, ListSource } from "../../src/cluster/discovery/list-source.ts";
import { changeText, type ServerNode } from "../../src/cluster/discovery/server-list.ts";

/** A node of a host: port 11211, weight 1. */
export function testNode(host: string, more: Partial<ServerNode> = {}): ServerNode {
  return { host, port: 11211, weight: 1, ...more };
}

/** An answer of hosts. */
export function hostsReading(hosts: string, version?: bigint): ListReading {
  const nodes = hosts.split(" ").filter((host) => host !== "");
  return { nodes: nodes.map((host) => testNode(host)), ...(version === undefined ? {} : { version }) };
}

/** A source that gives one answer after the other, and calls `onEnd` when it has none left. An error is thrown. */
export function scriptedSource(
  answers: readonly (ListReading | MemtoolError | Error)[],
  onEnd: () => void,
  more: Partial<ListSource> = {},
): ListSource {
  const left = [...answers];
  return {
    name: "test+source",
    neverGoesBack: false,
    refreshMs: 10_000,
    read: () => {
      const [answer] = left.splice(0, 1);
      if (left.length === 0) {
        onEnd();
      }
      return answer === undefined || answer instanceof Error
        ? Promise.reject(answer ?? new Error("the script is over"))
        : Promise.resolve(answer);
    },
    ...more,
  };
}

/** Time that passes at once: what was slept is in `slept`. */
export function instantPorts(random = 0.5): { readonly ports: DiscoveryPorts; readonly slept: number[] } {
  const slept: number[] = [];
  let nowMs = 0;
  const clock = {
    monotonicMs: () => nowMs,
    unixMs: () => nowMs,
    sleep: async (ms: number) => {
      slept.push(ms);
      nowMs += ms;
    },
  };
  return { ports: { clock, random: () => random }, slept };
}

/** Writes down what a listener is told. */
export function notingListener(): { readonly listener: DiscoveryListener; readonly notes: string[] } {
  const notes: string[] = [];
  const listener: DiscoveryListener = {
    onChange: (list, changes) => notes.push([`v${list.version}`, ...changes.map(changeText)].join(" ")),
    onProblem: (error) => notes.push(`problem ${error.code} ${error.message}`),
    onRecovery: () => notes.push("recovered"),
    onRemark: (text) => notes.push(`remark ${text}`),
  };
  return { listener, notes };
}
