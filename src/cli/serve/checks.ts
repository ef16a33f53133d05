/** What memcached checks once all options are known, in its order, words and exit codes (memcached.c, main). */
import { MemtoolError } from "../../base/errors.ts";
import type { ServerSettings, TlsSettings } from "../../server/settings.ts";
import { joinSettings, settleDirectory } from "./directory-options.ts";
import type { ServeDraft } from "./draft.ts";
import { settlePersistence } from "./persistence-options.ts";
import { MEMCACHED_EXIT, MemcachedRefusal } from "./refusal.ts";

const MIB = 1024 * 1024;
const ITEM_SIZE_BYTES_MIN = 1024;
const ITEM_SIZE_BYTES_MAX = 1024 * MIB;
const LRU_PERCENT_MAX = 80;

/** Classes that can be given sizes: memcached's 63, less the one of the largest chunk. */
const SLAB_SIZES_MAX = 62;

/** Chunks are multiples of this. */
const CHUNK_ALIGN_BYTES = 8;

function refuse(message: string, hint?: string): MemcachedRefusal {
  return new MemcachedRefusal(MEMCACHED_EXIT.usage, message, hint);
}

/**
 * Completes the settings and refuses what contradicts itself.
 * @throws MemcachedRefusal with exit code 64
 */
export function checkServeOptions(draft: Readonly<ServeDraft>): void {
  checkItemSize(draft);
  checkSlabSizes(draft.settings);
  checkLru(draft);
  checkThreads(draft.settings);
  checkLogin(draft);
  settlePorts(draft);
  checkPagesPort(draft.settings);
  draft.settings.tls = settleTls(draft);
  draft.settings.persistence = settlePersistence(draft);
  draft.settings.directory = settleDirectory(draft);
  joinSettings(draft);
}

function checkItemSize({ settings }: Readonly<ServeDraft>): void {
  const { itemSizeMax, memoryLimitBytes, slabChunkMax } = settings;
  if (itemSizeMax < ITEM_SIZE_BYTES_MIN) {
    throw refuse("Item max size cannot be less than 1024 bytes.");
  }
  if (itemSizeMax > memoryLimitBytes / 2) {
    throw refuse(
      "Cannot set item size limit higher than 1/2 of memory max.",
      "give more memory with -m, or a smaller -I",
    );
  }
  if (itemSizeMax > ITEM_SIZE_BYTES_MAX) {
    throw refuse("Cannot set item size limit higher than a gigabyte.");
  }
  if (MIB % slabChunkMax !== 0) {
    throw refuse(`slab_chunk_max (bytes: ${slabChunkMax}) must divide evenly into 1 megabyte`);
  }
  if (itemSizeMax % slabChunkMax !== 0) {
    throw refuse(
      `-I (item_size_max: ${itemSizeMax}) must be evenly divisible by slab_chunk_max (bytes: ${slabChunkMax})`,
      `use a multiple of ${slabChunkMax / 1024}k, or another -o slab_chunk_max`,
    );
  }
}

/** memcached reads the list once it knows the smallest and the largest chunk (_parse_slab_sizes). */
function checkSlabSizes({ slabSizes = [], slabMinSize, slabChunkMax }: ServerSettings): void {
  if (slabSizes.length > SLAB_SIZES_MAX) {
    throw refuse("too many slab classes specified", `at most ${SLAB_SIZES_MAX}`);
  }
  let before = 0;
  for (const size of slabSizes) {
    if (size < slabMinSize || size > slabChunkMax) {
      throw refuse(
        `slab size ${size} is out of valid range`,
        `from ${slabMinSize} (-n) to ${slabChunkMax} (-o slab_chunk_max)`,
      );
    }
    if (size <= before) {
      throw refuse(`slab size ${size} cannot be lower than or equal to a previous class size`);
    }
    if (before > 0 && size <= before + CHUNK_ALIGN_BYTES) {
      throw refuse(`slab size ${size} must be at least 8 bytes larger than previous class`);
    }
    before = size;
  }
}

function checkThreads({ napiIds, threads }: ServerSettings): void {
  if (napiIds > threads) {
    throw refuse(`Number of napi_ids(${napiIds}) cannot be greater than number of threads(${threads})`);
  }
}

function checkLru({ settings }: Readonly<ServeDraft>): void {
  if (settings.hotLruPct + settings.warmLruPct > LRU_PERCENT_MAX) {
    throw refuse("hot_lru_pct + warm_lru_pct cannot be more than 80% combined");
  }
  if (settings.tempLru && !settings.lruMaintainer) {
    throw refuse("temporary_ttl requires lru_maintainer to be enabled");
  }
}

function checkLogin({ settings, protocolGiven, udpPortGiven }: Readonly<ServeDraft>): void {
  const udp = udpPortGiven !== undefined && udpPortGiven !== "off";
  if (settings.sasl) {
    if (protocolGiven && settings.protocol !== "binary") {
      throw refuse("ERROR: You cannot allow the ASCII protocol while using SASL.");
    }
    if (udp) {
      throw refuse("ERROR: Cannot enable UDP while using binary SASL authentication.");
    }
    settings.protocol = "binary";
  }
  if (settings.authFile !== undefined) {
    if (protocolGiven && settings.protocol !== "ascii") {
      throw refuse("ERROR: You cannot allow the BINARY protocol while using ascii authentication tokens.");
    }
    if (udp) {
      throw refuse("Cannot use UDP with ascii authentication enabled (-U 0 to disable)");
    }
    settings.protocol = "ascii";
  }
}

/** -U alone moves TCP too. A server that would listen nowhere takes any free port instead. */
function settlePorts(draft: Readonly<ServeDraft>): void {
  const { portGiven, udpPortGiven, settings } = draft;
  const udpPort = udpPortGiven === "off" ? undefined : udpPortGiven;
  settings.udpPort = udpPort;
  if (portGiven === undefined) {
    settings.port = udpPort ?? settings.port;
  } else if (portGiven === "off") {
    settings.port = udpPort === undefined ? 0 : undefined;
  } else {
    settings.port = portGiven;
  }
}

const ANY_ADDRESS = ["*", "0.0.0.0", "::"];

/** Which of the two would come too late is of no interest to who gave the same port twice. */
function checkPagesPort({ http, listen, port, unixSocket }: Readonly<ServeDraft["settings"]>): void {
  if (http === undefined || http.port === 0 || unixSocket !== undefined) {
    return;
  }
  const pagesHost = http.host ?? "*";
  const shared = listen.find(
    ({ host, port: ownPort = port }) =>
      ownPort === http.port && (host === pagesHost || [host, pagesHost].some((name) => ANY_ADDRESS.includes(name))),
  );
  if (shared !== undefined) {
    throw new MemtoolError("USAGE", `--http and the cache cannot both listen on port ${http.port}`, {
      hint: "give the admin pages a port of their own",
    });
  }
}

function settleTls({ tlsEnabled, tls, settings }: Readonly<ServeDraft>): TlsSettings | undefined {
  // memcached says so of notls. A listener that was to ask for certificates and does not even encrypt would be worse.
  const wanting = settings.listen.find((item) => item.tls !== undefined);
  if (!tlsEnabled && wanting !== undefined) {
    throw new MemcachedRefusal(
      MEMCACHED_EXIT.osError,
      `'${wanting.tls}' option is valid only when SSL is enabled`,
      `failed to listen on one of interface(s) ${wanting.tls}:${wanting.host}`,
    );
  }
  if (!tlsEnabled) {
    return undefined;
  }
  // Unix sockets stay plain, and memcached takes -Z beside -s all the same.
  if (settings.port === undefined) {
    throw refuse("ERROR: You cannot enable SSL without a TCP port.");
  }
  if (tls.chainCert === undefined || tls.key === undefined) {
    const missing = tls.chainCert === undefined ? "the certificate chain" : "the key";
    const option = tls.chainCert === undefined ? "ssl_chain_cert" : "ssl_key";
    throw refuse(`Error loading ${missing}: no file was named`, `give -o ${option}=FILE`);
  }
  const { chainCert, key, caCert, ciphers, ...others } = tls;
  return { ...others, chainCert, key, caCert, ciphers };
}
