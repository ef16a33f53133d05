/** The settings of a server that are its store's. */
import { HASH_POWER_MAX, type StoreOptions } from "../store/options.ts";
import type { ServerSettings } from "./settings.ts";

/** @param startTimeUnix when the process started, Unix seconds */
export function storeOptions(settings: ServerSettings, startTimeUnix: number): StoreOptions {
  const { hashPower } = settings;
  return {
    startTimeUnix,
    memoryLimitBytes: settings.memoryLimitBytes,
    memoryLimitBytesMax: settings.memoryLimitBytesMax ?? settings.memoryLimitBytes,
    itemSizeMax: settings.itemSizeMax,
    growthFactor: settings.growthFactor,
    slabMinSize: settings.slabMinSize,
    slabChunkMax: settings.slabChunkMax,
    slabSizes: settings.slabSizes,
    casEnabled: settings.casEnabled,
    evictions: settings.evictions,
    hashPower: hashPower === undefined ? undefined : Math.min(hashPower, HASH_POWER_MAX),
    hashExpansion: settings.hashExpansion,
    segmentedLru: settings.lruSegmented,
    hotLruPct: settings.hotLruPct,
    warmLruPct: settings.warmLruPct,
    hotMaxFactor: settings.hotMaxFactor,
    warmMaxFactor: settings.warmMaxFactor,
    temporaryTtl: settings.tempLru ? settings.temporaryTtl : -1,
    pageMoves: settings.slabReassign,
    automove: settings.slabAutomove,
    automoveRatio: settings.slabAutomoveRatio,
    automoveWindow: settings.slabAutomoveWindow,
    crawlerEnabled: settings.lruCrawler,
    crawlerSleepUs: settings.lruCrawlerSleepUs,
    crawlerItemsMax: settings.lruCrawlerToCrawl,
  };
}
