/** As much of an etcd as a node that registers needs, in memory: keys under leases that a test ends. Answers like its JSON gateway. */

interface HeldKey {
  readonly value: string;
  readonly lease: string;
  readonly createRevision: number;
  readonly modRevision: number;
}

interface TransactionBody {
  readonly compare: readonly {
    readonly key: string;
    readonly create_revision?: string;
    readonly mod_revision?: string;
  }[];
  readonly success: readonly {
    readonly request_put: { readonly key: string; readonly value: string; readonly lease: string };
  }[];
}

/** See the head of the file. */
export class KnownEtcd {
  /** Whether it answers at all. */
  isAway = false;
  readonly #keys = new Map<string, HeldKey>();
  readonly #leases = new Map<string, number>();
  #revision = 1;
  #lastLease = 7_587_862_094_715_388_000n;

  /** Instead of the process's own. */
  readonly fetch: typeof fetch = async (url, options) => {
    if (this.isAway) {
      throw new Error("fetch failed");
    }
    const path = new URL(String(url)).pathname;
    return this.#answer(path, JSON.parse(String(options?.body)));
  };

  /** The values of all keys, as written. */
  values(): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
    return new Map([...this.#keys].map(([key, { value }]) => [text(key), JSON.parse(text(value))]));
  }

  /** Writes a key that no lease ends. */
  put(key: string, value: string): void {
    this.#put(base64(key), base64(value), "0");
  }

  /** Deletes a key, and leaves its lease. */
  delete(key: string): void {
    this.#keys.delete(base64(key));
  }

  /** Ends all leases, as time would. */
  expireLeases(): void {
    for (const id of [...this.#leases.keys()]) {
      this.#revoke(id);
    }
  }

  get leaseCount(): number {
    return this.#leases.size;
  }

  #answer(path: string, body: Record<string, unknown>): Response {
    const header = { revision: String(this.#revision) };
    switch (path) {
      case "/v3/lease/grant": {
        const id = String(++this.#lastLease);
        this.#leases.set(id, Number(body["TTL"]));
        return Response.json({ header, ID: id, TTL: body["TTL"] });
      }
      case "/v3/lease/keepalive": {
        const id = String(body["ID"]);
        const seconds = this.#leases.get(id);
        return Response.json({
          result: { header, ID: id, ...(seconds === undefined ? {} : { TTL: String(seconds) }) },
        });
      }
      case "/v3/lease/revoke":
        return this.#revoke(String(body["ID"]))
          ? Response.json({ header })
          : Response.json({ error: "etcdserver: requested lease not found", code: 5 }, { status: 404 });
      case "/v3/kv/range":
        return Response.json({
          header,
          kvs: this.#range(String(body["key"]), body["range_end"] as string | undefined),
        });
      case "/v3/kv/txn":
        return this.#transact(body as unknown as TransactionBody);
      default:
        return Response.json({ error: "Not Found" }, { status: 404 });
    }
  }

  #transact({ compare, success }: TransactionBody): Response {
    const isTrue = compare.every(({ key, create_revision: create, mod_revision: modified }) => {
      const held = this.#keys.get(key);
      return create === undefined
        ? String(held?.modRevision) === modified
        : String(held?.createRevision ?? 0) === create;
    });
    if (isTrue) {
      for (const { request_put: put } of success) {
        this.#put(put.key, put.value, put.lease);
      }
    }
    return Response.json({ header: { revision: String(this.#revision) }, ...(isTrue ? { succeeded: true } : {}) });
  }

  #put(key: string, value: string, lease: string): void {
    const createRevision = this.#keys.get(key)?.createRevision ?? this.#revision + 1;
    this.#keys.set(key, { value, lease, createRevision, modRevision: ++this.#revision });
  }

  #range(key: string, end: string | undefined): object[] {
    const isIn = (other: string): boolean =>
      end === undefined ? other === key : text(other) >= text(key) && text(other) < text(end);
    return [...this.#keys]
      .filter(([other]) => isIn(other))
      .map(([other, { value, modRevision }]) => ({ key: other, value, mod_revision: String(modRevision) }));
  }

  #revoke(id: string): boolean {
    for (const [key, { lease }] of this.#keys) {
      if (lease === id) {
        this.#keys.delete(key);
        this.#revision++;
      }
    }
    return this.#leases.delete(id);
  }
}

function base64(plain: string): string {
  return Buffer.from(plain).toString("base64");
}

function text(encoded: string): string {
  return Buffer.from(encoded, "base64").toString("latin1");
}
