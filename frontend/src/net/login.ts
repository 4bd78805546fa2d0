/** A session by password, for programs: they keep the refresh cookie themselves. */
import type { Tokens } from "../api/client";
import { problemOf, unreachable } from "../api/problem";
import type { Me, Refreshed, SignedIn } from "../api/types";

export interface Credentials {
  /** Username or email. */
  login: string;
  password: string;
}

/** A token is renewed when this share of its life has passed. */
const EARLY = 0.8;

export class Login implements Tokens {
  private current: { text: string; until: number } | undefined;
  private cookie: string | undefined;
  private renewing: Promise<string> | undefined;

  constructor(
    private readonly base: string,
    private readonly credentials: Credentials,
    private readonly send: typeof fetch = fetch,
  ) {}

  /** Throws a Problem when the server does not take the name and password. */
  async signIn(): Promise<Me> {
    // What is given may hold more than these two, and the server refuses what it does not know.
    const { login, password } = this.credentials;
    const answer = await this.ask("/auth/login", { login, password });
    const signedIn = (await answer.json()) as SignedIn;
    this.keep(answer, signedIn);
    return signedIn.person;
  }

  async token(): Promise<string> {
    if (this.current && Date.now() < this.current.until) return this.current.text;
    return this.once();
  }

  async renew(refused: string): Promise<string> {
    if (this.current && this.current.text !== refused) return this.current.text;
    return this.once();
  }

  /** However many requests need one: a refresh token used twice would end the session. */
  private once(): Promise<string> {
    this.renewing ??= this.refresh().finally(() => {
      this.renewing = undefined;
    });
    return this.renewing;
  }

  private async refresh(): Promise<string> {
    const answer = await this.ask("/auth/refresh", undefined);
    return this.keep(answer, (await answer.json()) as Refreshed);
  }

  private keep(answer: Response, { access_token, expires_in }: Refreshed): string {
    const [cookie] = answer.headers.getSetCookie();
    if (cookie) this.cookie = cookie.split(";")[0];
    this.current = { text: access_token, until: Date.now() + EARLY * expires_in * 1000 };
    return access_token;
  }

  private async ask(path: string, body: unknown): Promise<Response> {
    const headers: Record<string, string> = { "Content-Type": "application/json" };
    if (this.cookie) headers.Cookie = this.cookie;
    const text = body === undefined ? null : JSON.stringify(body);
    const answer = await this.send(this.base + path, { method: "POST", headers, body: text }).catch(() => {
      throw unreachable();
    });
    if (!answer.ok) throw await problemOf(answer);
    return answer;
  }
}
