/**
 * Who is signed in, and the access token. The token lives in memory; the refresh cookie is the browser's;
 * the person is remembered so that a reload, also an offline one, starts where it was.
 */
import { createClient, type Tokens } from "../api/client";
import { Problem } from "../api/problem";
import type { Id, Me, Refreshed, SignedIn } from "../api/types";
import type { EventOf } from "../net/events";
import type { Store, WithLock } from "../net/storage";
import { changed } from "../people/brief";

/** Why somebody who was signed in no longer is; undefined after a plain log out. */
export type EndedReason = "expired" | "ended";

export type Session =
  /** `restoring`: known from last time, the server has not confirmed it yet (it may be out of reach). */
  | { status: "signed-in"; person: Me; restoring: boolean }
  | { status: "signed-out"; ended: EndedReason | undefined };

export interface SignUpForm {
  username: string;
  email: string;
  password: string;
}

export interface LogInForm {
  /** Username or email. */
  login: string;
  password: string;
}

export interface AccessOptions {
  base: string;
  store: Store;
  withLock: WithLock;
  send?: typeof fetch;
  now?: () => number;
}

export const PERSON_PLACE = "loggia.person";
/** A token is renewed this long before its end, or after 4/5 of a shorter life. */
const EARLY_MS = 30_000;

interface Token {
  text: string;
  /** By our clock; from then on it is renewed before it is used. */
  until: number;
}

export class Access implements Tokens {
  private session_: Session;
  private current: Token | undefined;
  private renewing: Promise<string | undefined> | undefined;
  private readonly listeners = new Set<() => void>();
  private readonly now: () => number;
  private readonly client;

  constructor(private readonly options: AccessOptions) {
    this.now = options.now ?? Date.now;
    // Only for requests with the session's cookie: those need no token of ours.
    const none: Tokens = { token: async () => undefined, renew: async () => undefined };
    this.client = createClient(options.base, none, options.send);
    const person = remembered(options.store.getItem(PERSON_PLACE));
    this.session_ = person
      ? { status: "signed-in", person, restoring: true }
      : { status: "signed-out", ended: undefined };
  }

  /** The same object until something changes. */
  session = (): Session => this.session_;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  get viewer(): Id | undefined {
    return this.session_.status === "signed-in" ? this.session_.person.id : undefined;
  }

  async signUp(form: SignUpForm, key: string): Promise<Me> {
    const answer = await this.client.request<SignedIn>({
      method: "POST",
      path: "/auth/signup",
      body: form,
      key,
      cookie: true,
    });
    return this.signedIn(answer.data);
  }

  async logIn(form: LogInForm): Promise<Me> {
    const answer = await this.client.request<SignedIn>({
      method: "POST",
      path: "/auth/login",
      body: form,
      cookie: true,
    });
    return this.signedIn(answer.data);
  }

  /** Signs out here whether or not the server can be told. */
  async logOut(): Promise<void> {
    const told = this.options.withLock("refresh", () =>
      this.client.request({ method: "POST", path: "/auth/logout", cookie: true }),
    );
    this.signedOut(undefined);
    // Out of reach: the cookie stays until it expires or is used again; nothing here uses it.
    await told.catch(() => undefined);
  }

  /** The server says it is over. Said once, however many requests and sockets notice. */
  end(reason: EndedReason): void {
    if (this.session_.status === "signed-in") this.signedOut(reason);
  }

  /** My own profile, as the server has it now. */
  update(person: Me): void {
    if (this.viewer !== person.id) return;
    this.remember(person);
  }

  /** My profile was changed, here or elsewhere. */
  changed(event: EventOf<"person.changed">): void {
    if (this.session_.status !== "signed-in" || event.person !== this.viewer) return;
    this.remember(withChange(this.session_.person, event));
  }

  /** Another tab signed in or out. */
  personChanged(text: string | null): void {
    const person = remembered(text);
    if (person?.id === this.viewer) return;
    this.current = undefined;
    this.become(
      person ? { status: "signed-in", person, restoring: true } : { status: "signed-out", ended: undefined },
    );
  }

  async token(): Promise<string | undefined> {
    if (this.session_.status === "signed-out") return undefined;
    if (this.current && this.now() < this.current.until) return this.current.text;
    return this.refresh();
  }

  async renew(refused: string): Promise<string | undefined> {
    if (this.session_.status === "signed-out") return undefined;
    // Another request has renewed it already.
    if (this.current && this.current.text !== refused) return this.current.text;
    this.current = undefined;
    return this.refresh();
  }

  /** One at a time in this tab and among tabs: a refresh token used twice would end the session. */
  private refresh(): Promise<string | undefined> {
    this.renewing ??= this.options
      .withLock("refresh", () => this.ask())
      .finally(() => {
        this.renewing = undefined;
      });
    return this.renewing;
  }

  private async ask(): Promise<string | undefined> {
    const person = this.viewer;
    if (person === undefined) return undefined;
    try {
      const answer = await this.client.request<Refreshed>({
        method: "POST",
        path: "/auth/refresh",
        cookie: true,
      });
      if (this.viewer !== person) return undefined;
      return this.keep(answer.data);
    } catch (error) {
      const over = error instanceof Problem && (error.status === 401 || error.status === 403);
      if (!over) throw error;
      if (this.viewer === person) this.end(error.status === 401 ? "expired" : "ended");
      return undefined;
    }
  }

  private signedIn(answer: SignedIn): Me {
    this.keep(answer);
    this.remember(answer.person);
    return answer.person;
  }

  private signedOut(ended: EndedReason | undefined): void {
    this.current = undefined;
    this.options.store.removeItem(PERSON_PLACE);
    this.become({ status: "signed-out", ended });
  }

  private keep(answer: Refreshed): string {
    const life = answer.expires_in * 1000;
    this.current = { text: answer.access_token, until: this.now() + life - Math.min(EARLY_MS, life / 5) };
    return answer.access_token;
  }

  private remember(person: Me): void {
    try {
      this.options.store.setItem(PERSON_PLACE, JSON.stringify(person));
    } catch {
      // A full store: the next reload starts signed out.
    }
    this.become({ status: "signed-in", person, restoring: false });
  }

  private become(session: Session): void {
    this.session_ = session;
    for (const listener of this.listeners) listener();
  }
}

/** Me after a change of my profile. */
export function withChange(me: Me, event: EventOf<"person.changed">): Me {
  const person = changed(me, event);
  return typeof event.bio === "string" ? { ...person, bio: event.bio } : person;
}

function remembered(text: string | null): Me | undefined {
  try {
    const person: unknown = JSON.parse(text ?? "null");
    const whole = typeof person === "object" && person !== null && "id" in person && "username" in person;
    return whole ? (person as Me) : undefined;
  } catch {
    return undefined;
  }
}
