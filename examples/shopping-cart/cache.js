/**
 * The pool of cache nodes, through the npm package `memcached`: libketama places the keys, as with pylibmc's and php-memcached's
 * ketama, and its gets and cas are what keeps two changes of a cart from undoing each other.
 *
 * Three things are mended in `connect`: the package (2.2.2) has no login; it forgets requests whose connection is lost; and it sends
 * everything over one connection of its pool, where a get waits behind the sets that wait for the disk.
 */
import Memcached from "memcached";

const REQUEST_TIMEOUT_MS = 3000;

const OPTIONS = {
  // A node that is down is down: its carts are on its disk, so no other node may take over, and it is tried again soon.
  remove: false,
  failures: Number.MAX_SAFE_INTEGER,
  retry: 100,
  retries: 2,
  minTimeout: 20,
  timeout: 1000,
  idle: 60_000,
  poolSize: 20,
};

/** The cache could not be asked: whether a change was made is unknown. */
export class CacheError extends Error {}

/** What a text client says first where it has to log in: a set of any key to `user password`. */
export function loginCommand({ user, password }) {
  const words = `${user} ${password}`;
  return `set login 0 0 ${Buffer.byteLength(words)}\r\n${words}\r\n`;
}

class Connections extends Memcached {
  #login;

  constructor(servers, login) {
    super(servers, OPTIONS);
    this.#login = login;
  }

  /** Overrides what the package calls for every request. */
  connect(server, callback) {
    super.connect(server, (error, connection) => {
      if (!error && connection && connection.readyState === "open" && !connection.isPrepared) {
        connection.isPrepared = true;
        this.#prepare(server, connection);
      }
      callback(error, connection);
    });
  }

  #prepare(server, connection) {
    // The pool takes a connection for free where this is 0; sockets of today's Node.js do not have it.
    Object.defineProperty(connection, "_pendingWriteReqs", { get: () => connection.metaData.length });
    connection.once("close", () => {
      for (const query of connection.metaData.splice(0)) {
        this.makeCallback(query.callback, new Error(`lost the connection to ${server}`));
      }
    });
    if (this.#login !== undefined) {
      // Answers come in the order of the questions: this one is the first, and what was asked next waits behind it.
      this.activeQueries++;
      connection.metaData.push({ callback: () => {} });
      connection.write(loginCommand(this.#login));
    }
  }
}

/** A client of the pool with promises. Every method rejects with CacheError when a node can't be asked. */
export class Cache {
  #connections;

  constructor(servers, login) {
    this.servers = servers;
    this.#connections = new Connections(servers, login);
  }

  /** Asks every node for its version; rejects if one does not answer, or does not let us in. */
  async check() {
    await Promise.all(this.servers.map((server) => this.#checkNode(server)));
  }

  async #checkNode(server) {
    const command = (callback) => ({ command: "version", type: "version", callback });
    try {
      await this.#ask((done) => this.#connections.command(() => command(done), server));
    } catch (error) {
      const isRefused = error.message.includes("unauthenticated");
      throw new CacheError(
        `${server}: ${isRefused ? "refuses the user or the password (CACHE_USER, CACHE_PASSWORD_FILE)" : error.message}`,
      );
    }
  }

  /** The text of a key and its cas number, or undefined. */
  async gets(key) {
    const found = await this.#ask((done) => this.#connections.gets(key, done));
    return found === undefined ? undefined : { text: found[key], cas: found.cas };
  }

  /** The texts of those keys that are there, by key. */
  async getMany(keys) {
    return keys.length === 0 ? {} : await this.#ask((done) => this.#connections.getMulti(keys, done));
  }

  async set(key, text, ttlSeconds) {
    await this.#ask((done) => this.#connections.set(key, text, ttlSeconds, done));
  }

  /** Stores where nothing is; answers whether it did. */
  add(key, text) {
    return this.#ask((done) => {
      this.#connections.add(key, text, 0, (error, isStored) => done(error?.notStored ? undefined : error, isStored));
    });
  }

  /** Stores if nobody has stored since `cas` was read; answers whether it did. */
  cas(key, text, cas) {
    return this.#ask((done) => this.#connections.cas(key, text, cas, 0, done));
  }

  /** Answers whether there was something. */
  delete(key) {
    return this.#ask((done) => this.#connections.del(key, done));
  }

  close() {
    this.#connections.end();
  }

  #ask(start) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new CacheError("a cache node does not answer")), REQUEST_TIMEOUT_MS);
      start((problem, result) => {
        clearTimeout(timer);
        const error = Array.isArray(problem) ? problem[0] : problem;
        if (error === undefined || error === null) {
          resolve(result);
        } else {
          reject(new CacheError(String(error.message ?? error), { cause: error }));
        }
      });
    });
  }
}
