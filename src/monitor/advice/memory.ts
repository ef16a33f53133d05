/** Advice about memory: what is evicted too early, what lies idle, what the slabs waste. Sources: doc/protocol.txt and the wiki's pages on slabs. */
import { formatBytes, formatCount, formatDurationMs, formatRatio } from "../../base/format-units.ts";
import type { SlabClass, SlabMemory } from "../../stats/slab-memory.ts";
import { readCounter } from "../../stats/stat-map.ts";
import { type AdviceRule, type Evidence, type ItemClass, share } from "./evidence.ts";

/** An item that was used this short a time ago would most likely have been used again. */
const YOUNG_SECONDS = 3600n;

/** Free memory of a class that is worth moving: a page. */
const PAGE_BYTES = 1024n * 1024n;

/** A class has chunks to spare from this part on. */
const SPARE_SHARE = 0.25;

/** Waste inside chunks is worth a word from this part and this size on; the default factor of 1.25 wastes 10 % on average. */
const WASTE_SHARE = 0.25;
const WASTE_BYTES_MIN = 16n * PAGE_BYTES;

/** A limit is far above the use when less than this part of it is used, after this long. */
const UNUSED_LIMIT_SHARE = 0.25;
const SETTLED_SECONDS = 86_400n;

/** The class whose evictions hurt most: the one that evicted most of the young. */
function youngEviction({ items }: Evidence): { of: ItemClass; ageSeconds: bigint; evicted: bigint } | undefined {
  const found = items.flatMap((of) => {
    const evicted = of.gained("evicted");
    // evicted_time: seconds since the last access of the item that was evicted last.
    const ageSeconds = readCounter(of.values, "evicted_time");
    return evicted > 0n && ageSeconds !== undefined && ageSeconds < YOUNG_SECONDS ? [{ of, ageSeconds, evicted }] : [];
  });
  return found.sort((left, right) => (right.evicted > left.evicted ? 1 : right.evicted < left.evicted ? -1 : 0))[0];
}

function ageText(seconds: bigint): string {
  return seconds === 0n ? "less than 1 s" : formatDurationMs(Number(seconds) * 1000);
}

/** The class with most to spare. A class keeps its last page: `slabs reassign` answers NOSPARE there. */
function spareClass(memory: SlabMemory | undefined, except: number): SlabClass | undefined {
  const spare = memory?.classes.filter(
    ({ id, pageCount, chunkBytes, freeChunks, totalChunks }) =>
      id !== except &&
      pageCount > 1n &&
      chunkBytes * freeChunks >= PAGE_BYTES &&
      share(freeChunks, totalChunks) >= SPARE_SHARE,
  );
  return spare?.sort((left, right) =>
    Number(right.chunkBytes * right.freeChunks - left.chunkBytes * left.freeChunks),
  )[0];
}

/** That no class has much to spare does not mean that little is free: a bit in each of many classes helps nobody. */
function spareText(memory: SlabMemory | undefined): string {
  if (memory === undefined || share(memory.freeBytes, memory.bytes) < SPARE_SHARE) {
    return "memory to spare";
  }
  const having = memory.classes.filter(({ freeChunks }) => freeChunks > 0n).length;
  return `much to spare (the ${formatBytes(Number(memory.freeBytes))} of free chunks are spread over ${having} classes)`;
}

function automoveText({ settings }: Evidence): string {
  const automove = settings.get("slab_automove");
  if (automove === undefined) {
    return "memory of a class stays there unless pages are moved";
  }
  return automove === "0"
    ? "slab_automove is 0, so pages stay where they are: `slabs automove 1` lets the server move them"
    : `slab_automove is ${automove}: the server moves pages slowly, \`slabs reassign\` does it at once`;
}

/** Evicts what is in use, while another class has memory to spare. */
const unbalancedSlabs: AdviceRule = (evidence) => {
  const young = youngEviction(evidence);
  const spare = young === undefined ? undefined : spareClass(evidence.memory, young.of.id);
  if (young === undefined || spare === undefined) {
    return undefined;
  }
  const { of, ageSeconds, evicted } = young;
  const age = ageText(ageSeconds);
  const free = formatRatio(share(spare.freeChunks, spare.totalChunks));
  return {
    rule: "unbalanced-slabs",
    severity: "warn",
    text:
      `class ${of.id} evicts items that were used ${age} ago (${formatCount(evicted)} ${evidence.period}) while class ${spare.id} has ` +
      `${free} free chunks (${formatBytes(Number(spare.chunkBytes * spare.freeChunks))}): ${automoveText(evidence)}`,
    facts: { class: of.id, evicted_time: ageSeconds, evicted, spare_class: spare.id, free_chunks: spare.freeChunks },
  };
};

/** Evicts what is in use, and no class has anything to spare: the memory is too small for what is asked for. */
const tooLittleMemory: AdviceRule = (evidence) => {
  const young = youngEviction(evidence);
  if (young === undefined || spareClass(evidence.memory, young.of.id) !== undefined) {
    return undefined;
  }
  const { of, ageSeconds, evicted } = young;
  const limit = evidence.counter("limit_maxbytes");
  const ofLimit = limit === undefined ? "" : ` of ${formatBytes(Number(limit))}`;
  const spare = spareText(evidence.memory);
  return {
    rule: "too-little-memory",
    severity: "warn",
    text:
      `class ${of.id} evicts items that were used ${ageText(ageSeconds)} ago ` +
      `(${formatCount(evicted)} ${evidence.period}), and no class has ${spare}: ` +
      `the limit${ofLimit} is too low for what is in use`,
    facts: {
      class: of.id,
      evicted_time: ageSeconds,
      evicted,
      ...(limit === undefined ? {} : { limit_maxbytes: limit }),
    },
  };
};

/** outofmemory: a class could not store a new item, because of -M or because an eviction failed. */
const outOfMemory: AdviceRule = ({ items, settings, period }) => {
  const failing = items.map((of) => ({ id: of.id, count: of.gained("outofmemory") })).filter(({ count }) => count > 0n);
  const [worst] = failing.sort((left, right) => Number(right.count - left.count));
  if (worst === undefined) {
    return undefined;
  }
  const why =
    settings.get("evictions") === "off"
      ? "-M forbids evictions, so a full server refuses"
      : "nothing could be evicted: the class has too few pages, or its items are all being read";
  return {
    rule: "out-of-memory",
    severity: "bad",
    text: `class ${worst.id} refused ${formatCount(worst.count)} items for want of memory ${period}: ${why}`,
    facts: { class: worst.id, outofmemory: worst.count },
  };
};

/** malloc_fails: the system gave no memory. */
const mallocFails: AdviceRule = ({ gained, period }) => {
  const fails = gained("malloc_fails");
  return fails === 0n
    ? undefined
    : {
        rule: "malloc-fails",
        severity: "bad",
        text: `the system gave no memory ${formatCount(fails)} times ${period}: lower the limit or give the machine more`,
        facts: { malloc_fails: fails },
      };
};

/** Chunks are larger than what is in them: the growth factor or the sizes of items make it so. */
const wastedChunks: AdviceRule = ({ memory, settings }) => {
  const used = memory === undefined ? 0n : memory.bytes - memory.freeBytes;
  const waste = memory?.wasteBytes ?? 0n;
  const factor = settings.get("growth_factor");
  if (waste < WASTE_BYTES_MIN || share(waste, used) < WASTE_SHARE) {
    return undefined;
  }
  return {
    rule: "wasted-chunks",
    severity: "info",
    text:
      `${formatRatio(share(waste, used))} of the chunks in use is empty (${formatBytes(Number(waste))}): items are much smaller than their ` +
      `chunks; a smaller growth factor (-f${factor === undefined ? "" : `, now ${factor}`}) fits them better`,
    facts: { slab_waste_bytes: waste, slab_used_bytes: used },
  };
};

/** The limit is far above what was ever needed: nothing was evicted since the start, which is long ago. */
const unusedLimit: AdviceRule = ({ counter, memory }) => {
  const limit = counter("limit_maxbytes") ?? 0n;
  const used = memory?.bytes ?? counter("bytes") ?? 0n;
  const uptime = counter("uptime") ?? 0n;
  if (
    limit === 0n ||
    counter("evictions") !== 0n ||
    uptime < SETTLED_SECONDS ||
    share(used, limit) >= UNUSED_LIMIT_SHARE
  ) {
    return undefined;
  }
  return {
    rule: "unused-limit",
    severity: "info",
    text:
      `${formatBytes(Number(used))} of ${formatBytes(Number(limit))} are in use (${formatRatio(share(used, limit))}) after ` +
      `${formatDurationMs(Number(uptime) * 1000)} without an eviction: the limit could be lower`,
    facts: { limit_maxbytes: limit, used_bytes: used, uptime },
  };
};

/** The rules, the most important first. */
export const MEMORY_RULES: readonly AdviceRule[] = [
  outOfMemory,
  mallocFails,
  unbalancedSlabs,
  tooLittleMemory,
  wastedChunks,
  unusedLimit,
];
