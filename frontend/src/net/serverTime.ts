/**
 * The server's time, by this browser's clock. Everything the server sends with its own time in it was sent then or later,
 * so the difference seen is the clocks' plus the way: the smallest seen of late is the nearest to the truth.
 */
export class ServerTime {
  private seen: number[] = [];

  constructor(private readonly now: () => number = Date.now) {}

  /** Something has come that the server wrote at that time, in milliseconds. */
  observe(written: number): void {
    if (Number.isNaN(written)) return;
    this.seen.push(this.now() - written);
    if (this.seen.length > KEPT) this.seen.shift();
  }

  /** Milliseconds since 1970, as the server counts them. */
  current(): number {
    return this.now() - this.ahead;
  }

  /** By how much this browser's clock is ahead. */
  private get ahead(): number {
    return this.seen.length === 0 ? 0 : Math.min(...this.seen);
  }
}

/** A clock that was set anew is believed after this many. */
const KEPT = 40;
