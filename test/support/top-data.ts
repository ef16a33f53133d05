/** Rounds, and the data of the screen of `top` made of them. */
import { MonitorModel } from "../../src/monitor/model.ts";
import type { Row } from "../../src/ui/screen/piece-theme.ts";
import type { TopData } from "../../src/ui/top/top-data.ts";
import { testAnswer, testRound, testSilence } from "./rounds.ts";

/** The text of rows. */
export function textOf(rows: readonly Row[]): string[] {
  return rows.map((row) =>
    row
      .map((piece) => piece.text)
      .join("")
      .trimEnd(),
  );
}

/** Statistics of a server that has answered `perSecond` gets a second, nine of ten with a hit. */
export function busyStats(second: number, perSecond: number): Record<string, number | string> {
  return {
    threads: 4,
    cmd_get: second * perSecond,
    get_hits: second * perSecond * 0.9,
    get_misses: second * perSecond * 0.1,
    cmd_set: second * 50,
    bytes: 1_048_576 * 32,
    limit_maxbytes: 1_048_576 * 64,
    curr_items: 12_345,
    evictions: second * 2,
    curr_connections: 10,
    max_connections: 1024,
    bytes_read: second * 2048,
    bytes_written: second * 4096,
    rusage_user: (second * 0.1).toFixed(6),
    rusage_system: (second * 0.1).toFixed(6),
  };
}

const SLABS = {
  "1:chunk_size": 96,
  "1:total_pages": 1,
  "1:total_chunks": 1000,
  "1:used_chunks": 500,
  "9:chunk_size": 600,
  "9:total_pages": 3,
  "9:total_chunks": 3000,
  "9:used_chunks": 3000,
  "9:mem_requested": 900_000,
};

const CONNS = {
  "27:addr": "tcp:10.0.0.9:4000",
  "27:state": "conn_read",
  "27:secs_since_last_cmd": 5,
  "28:addr": "tcp:10.0.0.8:4001",
  "28:state": "conn_new_cmd",
  "28:secs_since_last_cmd": 700,
};

const VIEWS = {
  slabs: SLABS,
  items: { "items:9:number": 3000, "items:9:evicted": 5, "items:9:evicted_time": 42 },
  conns: CONNS,
} as const;

/** Servers b:11211 and a:11211, b twice as busy, and c:11211 which is down, over that many seconds. */
export function threeServers(seconds = 10): MonitorModel {
  const model = new MonitorModel(["b:11211", "a:11211", "c:11211"]);
  for (let second = 0; second <= seconds; second++) {
    const answer = (address: string, perSecond: number) =>
      testAnswer({
        address,
        second,
        stats: busyStats(second, perSecond),
        views: { ...VIEWS, settings: { maxbytes: 67_108_864, evil: "\x1b[31mred" } },
        probesUs: [100, 200],
      });
    model.add(testRound(second, answer("b:11211", 2000), answer("a:11211", 1000), testSilence("c:11211")));
  }
  return model;
}

/** Live data of `model`. */
export function liveData(model: MonitorModel, more: Partial<TopData> = {}): TopData {
  return { model, source: { kind: "live", recordsTo: undefined }, hot: undefined, adviceOf: () => [], ...more };
}
