/** The numbered views: which stats of `items`, `slabs` and `conns` people get to see, under which heading. */
import { summaryOf as summaryOfAnswer } from "../../monitor/server-summary.ts";
import { slabMemoryOf } from "../../stats/slab-memory.ts";
import { numberOf, ratioOf, readCounter, type Scalar, type StatMap } from "../../stats/stat-map.ts";
import type { FieldKind, Summary } from "../../stats/summary.ts";
import { type NumberedColumn, numberedView } from "./numbered-view.ts";
import type { Reading } from "./reading.ts";

const NO_ITEMS = "no items stored yet";

function counterColumn(label: string, stat: string): NumberedColumn {
  return { label, kind: "count", total: "sum", of: (values) => readCounter(values, stat) };
}

function rareColumn(label: string, stat: string): NumberedColumn {
  return { ...counterColumn(label, stat), hideZero: true };
}

function secondsColumn(label: string, stat: string): NumberedColumn {
  const of = (values: ReadonlyMap<string, string>): Scalar | undefined => readCounter(values, stat);
  return { label, kind: "seconds", of };
}

function statColumn(label: string, kind: FieldKind, stat: string): NumberedColumn {
  return { label, kind, of: (values) => (kind === "text" ? values.get(stat) : readCounter(values, stat)) };
}

/** What a class's pages hold in chunks. */
function classBytes(values: ReadonlyMap<string, string>): bigint | undefined {
  const chunkBytes = readCounter(values, "chunk_size");
  const chunkCount = readCounter(values, "total_chunks");
  return chunkBytes === undefined || chunkCount === undefined ? undefined : chunkBytes * chunkCount;
}

/** `stats items`: the LRU queues of each slab class. `evicted age` is how long the last evicted item had not been used. */
export const itemsView = numberedView({
  name: "items",
  idName: "class",
  listName: "classes",
  emptyText: NO_ITEMS,
  columns: [
    counterColumn("items", "number"),
    counterColumn("hot", "number_hot"),
    counterColumn("warm", "number_warm"),
    counterColumn("cold", "number_cold"),
    rareColumn("temp", "number_temp"),
    { label: "requested", kind: "bytes", total: "sum", of: (values) => readCounter(values, "mem_requested") },
    secondsColumn("age", "age"),
    counterColumn("evicted", "evicted"),
    secondsColumn("evicted age", "evicted_time"),
    rareColumn("evicted unfetched", "evicted_unfetched"),
    rareColumn("expired unfetched", "expired_unfetched"),
    rareColumn("reclaimed", "reclaimed"),
    rareColumn("out of memory", "outofmemory"),
  ],
});

/** The part of its chunks that hold nothing. */
function freeRatio(values: StatMap): number | undefined {
  return ratioOf(readCounter(values, "free_chunks"), readCounter(values, "used_chunks"));
}

const RATIO_DIGITS = 6;

/** What the items of each class asked for, and what they leave empty of their chunks. */
function slabWaste({ answer }: Reading): Map<number, StatMap> {
  const slabs = answer.views.get("slabs") ?? new Map();
  const classes = slabMemoryOf(slabs, answer.views.get("items"))?.classes ?? [];
  return new Map(
    classes.map(({ id, requestedBytes, wasteBytes }) => {
      const ratio = ratioOf(wasteBytes, requestedBytes);
      return [
        id,
        new Map([
          ...named("requested_bytes", requestedBytes),
          ...named("waste_bytes", wasteBytes),
          ...named("waste_ratio", ratio?.toFixed(RATIO_DIGITS)),
        ]),
      ];
    }),
  );
}

function named(name: string, value: Scalar | undefined): [string, string][] {
  return value === undefined ? [] : [[name, String(value)]];
}

function summaryOf({ answer }: Reading): Summary {
  return summaryOfAnswer(answer, undefined);
}

/**
 * `stats slabs`: the memory of each slab class. `waste` is the part of the used chunks that their items leave empty; not known for
 * the class where items of several chunks are counted.
 */
export const slabsView = numberedView({
  name: "slabs",
  more: ["items"],
  derive: slabWaste,
  idName: "class",
  listName: "classes",
  emptyText: NO_ITEMS,
  columns: [
    statColumn("chunk", "bytes", "chunk_size"),
    counterColumn("pages", "total_pages"),
    { label: "memory", kind: "bytes", total: "sum", of: classBytes },
    counterColumn("used chunks", "used_chunks"),
    { label: "free", kind: "ratio", total: (reading) => summaryOf(reading).slab_free_ratio, of: freeRatio },
    {
      label: "waste",
      kind: "ratio",
      total: (reading) => summaryOf(reading).slab_waste_ratio,
      of: (values) => numberOf(values.get("waste_ratio")),
    },
    counterColumn("get hits", "get_hits"),
    counterColumn("sets", "cmd_set"),
    rareColumn("delete hits", "delete_hits"),
    rareColumn("touch hits", "touch_hits"),
  ],
});

/** `stats conns`: every descriptor. */
export const connsView = numberedView({
  name: "conns",
  idName: "fd",
  listName: "connections",
  emptyText: "the server lists no connections",
  columns: [
    statColumn("address", "text", "addr"),
    statColumn("listener", "text", "listen_addr"),
    statColumn("state", "text", "state"),
    secondsColumn("idle", "secs_since_last_cmd"),
  ],
});
