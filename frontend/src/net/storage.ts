/** What this browser keeps over a reload, and whose turn it is among its tabs. */

/** The part of localStorage that is used; a plain object does in tests. */
export type Store = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

/** Forgets with the page. For tests, and for browsers that forbid storage. */
export function memoryStore(): Store {
  const map = new Map<string, string>();
  return {
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => void map.set(key, value),
    removeItem: (key) => void map.delete(key),
    key: (index) => [...map.keys()][index] ?? null,
    get length() {
      return map.size;
    },
  };
}

/** localStorage, or a store that forgets where the browser forbids it. */
export function browserStore(): Store {
  try {
    const probe = "loggia.probe";
    localStorage.setItem(probe, "1");
    localStorage.removeItem(probe);
    return localStorage;
  } catch {
    return memoryStore();
  }
}

/** Runs `work` while no other tab of this browser runs work of the same name. */
export type WithLock = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** Web Locks; where a page has none (plain http off loopback), a lease in the store. */
export function browserLock(store: Store): WithLock {
  if (typeof navigator !== "undefined" && navigator.locks) {
    // The library types know only a synchronous result.
    return async (name, work) => await navigator.locks.request(`loggia.${name}`, work);
  }
  return leaseLock(store);
}

const LEASE_MS = 6000;
const RENEW_MS = 2000;
const ASK_MS = 100;

/**
 * A lease others respect while it is renewed. Two tabs may rarely both believe to hold it; whoever uses it must
 * survive that (the outbox does: the same key sent twice is one fact).
 */
export function leaseLock(store: Store, now: () => number = Date.now): WithLock {
  return async (name, work) => {
    const key = `loggia.lease.${name}`;
    const me = Math.random().toString(36).slice(2);
    const holder = () => {
      const [owner, until] = (store.getItem(key) ?? "").split(" ");
      return owner && Number(until) > now() ? owner : undefined;
    };
    const renew = () => store.setItem(key, `${me} ${now() + LEASE_MS}`);
    for (;;) {
      if (holder() === undefined) {
        renew();
        // Of those who wrote at the same moment the last one stays.
        await pause(ASK_MS / 2);
        if (holder() === me) break;
      }
      await pause(ASK_MS);
    }
    const renewal = setInterval(renew, RENEW_MS);
    try {
      return await work();
    } finally {
      clearInterval(renewal);
      if (holder() === me) store.removeItem(key);
    }
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
