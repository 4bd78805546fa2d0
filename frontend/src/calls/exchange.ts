/**
 * Where everything that concerns calls comes in. The phone's code is no part of the first load: it comes with the first
 * connection, and what happens before waits for it. No React.
 */
import type { LoggiaEvent } from "../net/events";
import type { Signal } from "../net/frames";
import type { Phone, PhoneState } from "./phone";

export const NO_CALL: PhoneState = { call: undefined, part: undefined, busy: false, problem: undefined };

export class Exchange {
  private phone: Phone | undefined;
  private loading: Promise<void> | undefined;
  private waiting: ((phone: Phone) => unknown)[] = [];
  private live = false;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly load: () => Promise<Phone>) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  state = (): PhoneState => this.phone?.state() ?? NO_CALL;

  /** Does this with the phone, at once when it is there. */
  act = (what: (phone: Phone) => unknown): void => {
    if (this.phone) return void what(this.phone);
    this.waiting.push(what);
    // What could not be loaded is asked for again with the next thing there is to do.
    this.loading ??= this.load().then(
      (phone) => this.loaded(phone),
      () => {
        this.loading = undefined;
      },
    );
  };

  event(event: LoggiaEvent): void {
    if (event.type.startsWith("call.")) this.act((phone) => phone.event(event));
  }

  hear(signal: Signal): void {
    if (signal.op === "signal") this.act((phone) => phone.hear(signal));
  }

  /** Whether events arrive. When they begin to, what one is in may be older than they are. */
  connected(live: boolean): void {
    if (live && !this.live) this.act((phone) => phone.sync());
    this.live = live;
  }

  /** Somebody else is signed in, or nobody. */
  clear(): void {
    this.waiting = [];
    this.phone?.clear();
  }

  private loaded(phone: Phone): void {
    this.phone = phone;
    phone.subscribe(() => {
      for (const listener of this.listeners) listener();
    });
    for (const what of this.waiting.splice(0)) what(phone);
  }
}
