/** Fills a server with many small items over one raw socket, pipelined and without replies, and looks what is left. */

import { once } from "node:events";
import { Dialogue } from "./differential.ts";
import type { ServerProcess } from "./server-process.ts";
import { TEXT_LANGUAGE } from "./text-language.ts";

const VALUE_BYTES = 100;
const KEYS_PER_WRITE = 1_000;
const KEYS_PER_READ = 200;

/** What a server says and holds after it was filled. */
export interface FillResult {
  readonly evictions: number;
  /** Sets that found no memory because every tail was busy at that moment; the real memcached refuses some under pressure. */
  readonly refused: number;
  readonly itemCount: number;
  /** How many of the newest `newestCount` keys came back with the right value. */
  readonly newestFound: number;
  readonly residentBytes: number;
}

/** Sets `count` items of 100 bytes, waits until all of them are in, then reads back the newest ones. */
export async function fillServer(server: ServerProcess, count: number, newestCount: number): Promise<FillResult> {
  const socket = await server.connect();
  for (let start = 0; start < count; start += KEYS_PER_WRITE) {
    const commands: string[] = [];
    for (let index = start; index < Math.min(count, start + KEYS_PER_WRITE); index++) {
      commands.push(`set item-${index} 0 0 ${VALUE_BYTES} noreply\r\n${itemValue(index)}\r\n`);
    }
    if (!socket.write(commands.join(""))) await once(socket, "drain");
  }
  const done = once(socket, "data");
  socket.write("mn\r\n");
  await done;
  socket.destroy();
  const dialogue = await Dialogue.open(TEXT_LANGUAGE, server.target);
  try {
    const newestFound = await countNewest(dialogue, count, newestCount);
    const statistics = (await dialogue.ask(Buffer.from("stats\r\n"))).toString("latin1");
    const statistic = (name: string) => Number(new RegExp(`STAT ${name} (\\d+)`).exec(statistics)?.[1]);
    return {
      evictions: statistic("evictions"),
      refused: statistic("store_no_memory"),
      itemCount: statistic("curr_items"),
      newestFound,
      residentBytes: server.residentBytes,
    };
  } finally {
    dialogue.close();
  }
}

async function countNewest(dialogue: Dialogue, count: number, newestCount: number): Promise<number> {
  let found = 0;
  for (let start = count - newestCount; start < count; start += KEYS_PER_READ) {
    const indexes = Array.from({ length: Math.min(KEYS_PER_READ, count - start) }, (_, offset) => start + offset);
    const keys = indexes.map((index) => `item-${index}`).join(" ");
    const reply = (await dialogue.ask(Buffer.from(`get ${keys}\r\n`))).toString("latin1");
    for (const index of indexes) {
      if (reply.includes(`VALUE item-${index} 0 ${VALUE_BYTES}\r\n${itemValue(index)}\r\n`)) found++;
    }
  }
  return found;
}

function itemValue(index: number): string {
  return String(index).padStart(VALUE_BYTES, ".");
}
