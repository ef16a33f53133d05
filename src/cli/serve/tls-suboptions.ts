/** The suboptions of -o that belong to TLS (-Z). */
import type { ServeDraft, Suboption, TlsDraft } from "./draft.ts";
import { unsignedNumber } from "./numbers.ts";
import { MEMCACHED_EXIT, MemcachedRefusal } from "./refusal.ts";

const KIB = 1024;

function text(name: string, unit: string, describe: string, set: (tls: TlsDraft, value: string) => void): Suboption {
  return {
    unit,
    describe,
    apply: ({ tls }: ServeDraft, value: string | undefined) => {
      if (value === undefined || value === "") {
        throw new MemcachedRefusal(MEMCACHED_EXIT.failure, `Missing ${name} argument`);
      }
      set(tls, value);
    },
  };
}

function oneOf<Value extends number>(
  name: string,
  values: readonly Value[],
  describe: string,
  set: (tls: TlsDraft, value: Value) => void,
): Suboption {
  return {
    unit: values.join("|"),
    describe,
    apply: ({ tls }: ServeDraft, given: string | undefined) => {
      const value = values.find((known) => known === unsignedNumber(given));
      if (value === undefined) {
        throw new MemcachedRefusal(MEMCACHED_EXIT.failure, `Invalid value for ${name}: it is ${values.join(", ")}`);
      }
      set(tls, value);
    },
  };
}

/** By name. */
export const TLS_SUBOPTIONS: Readonly<Record<string, Suboption>> = {
  ssl_chain_cert: text("ssl_chain_cert", "FILE", "certificate of the server and its chain, PEM", (tls, value) => {
    tls.chainCert = value;
  }),
  ssl_key: text("ssl_key", "FILE", "private key of the server", (tls, value) => {
    tls.key = value;
  }),
  ssl_verify_mode: oneOf(
    "ssl_verify_mode",
    [0, 1, 2, 3],
    "client certificates: 0 none, 1 asked for, 2 and 3 required",
    (tls, value) => {
      tls.verifyMode = value;
    },
  ),
  ssl_keyformat: oneOf("ssl_keyformat", [1, 2], "1 PEM, 2 DER", (tls, value) => {
    tls.keyFormat = value === 2 ? "der" : "pem";
  }),
  ssl_ciphers: text("ssl_ciphers", "LIST", "OpenSSL's list of ciphers for TLS 1.2 and below", (tls, value) => {
    tls.ciphers = value;
  }),
  ssl_ca_cert: text("ssl_ca_cert", "FILE", "authorities that client certificates may come from, PEM", (tls, value) => {
    tls.caCert = value;
  }),
  ssl_wbuf_size: {
    unit: "KB",
    describe: "write buffer of a connection",
    apply: ({ tls }, given) => {
      tls.writeBufferBytes = (unsignedNumber(given) ?? 0) * KIB;
      if (tls.writeBufferBytes === 0) {
        throw new MemcachedRefusal(MEMCACHED_EXIT.failure, "could not parse argument to ssl_wbuf_size");
      }
    },
  },
  ssl_session_cache: {
    describe: "clients may resume their sessions",
    apply: ({ tls }) => {
      tls.sessionCache = true;
    },
  },
  ssl_kernel_tls: {
    apply: ({ tls }) => {
      tls.kernelTls = true;
    },
  },
  ssl_min_version: oneOf(
    "ssl_min_version",
    [0, 1, 2, 3],
    "least version: 0 to 3 are TLS 1.0 to 1.3 (2)",
    (tls, value) => {
      tls.minVersion = value;
    },
  ),
};
