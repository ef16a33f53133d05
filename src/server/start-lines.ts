/** What a server that runs with -vv says when it starts, in memcached's words: its slab classes, and where it listens. */
import { PAGE_BYTES } from "../memory/limits.ts";
import { type SlabShape, slabChunkSizes } from "../store/slab-sizes.ts";
import type { ListenerProtocol } from "./settings.ts";

const PROTOCOL_NAMES: Readonly<Record<ListenerProtocol, string>> = {
  auto: "auto-negotiate",
  ascii: "ascii",
  binary: "binary",
};

/** One line a class: number, bytes of a chunk, chunks of a page (slabs.c, slabs_init). */
export function slabClassLines(shape: SlabShape): string[] {
  return slabChunkSizes(shape)
    .map((size, number) => {
      const perSlab = Math.floor(PAGE_BYTES / size);
      return `slab class ${pad(number, 3)}: chunk size ${pad(size, 9)} perslab ${pad(perSlab, 7)}`;
    })
    .slice(1);
}

/** A listener, by its descriptor and what is spoken there. */
export function listeningLine(descriptor: number, protocol: ListenerProtocol): string {
  return `<${descriptor} server listening (${PROTOCOL_NAMES[protocol]})`;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width);
}
