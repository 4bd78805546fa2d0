/**
 * The one call of this person, as the server has it, and this tab's part in it. Facts come as events, and from the server
 * after a reload; what one does is a command that shows when it has happened. No React.
 */
import type { Client } from "../api/client";
import { Problem } from "../api/problem";
import type { Call, IceServers, Id, Time } from "../api/types";
import type { LoggiaEvent } from "../net/events";
import type { Signal } from "../net/frames";
import { NO_CALL } from "./exchange";
import type { Media } from "./media";
import { Part, type PartSaying, type PartState, type PartWorld } from "./part";

/** A call that rings or is on. */
export interface CallNow {
  id: Id;
  conversation: Id;
  caller: Id;
  callee: Id;
  video: boolean;
  /** Since when it has been on; undefined while it rings. */
  acceptedAt: Time | undefined;
}

export interface PhoneState {
  call: CallNow | undefined;
  /** This tab's part in it; undefined: it rings, or another tab or device has it. */
  part: PartState | undefined;
  /** What was asked for and has not happened yet. */
  busy: boolean;
  /** Why something did not work, in words. */
  problem: string | undefined;
}

export interface PhoneWorld {
  client: Client;
  viewer(): Id | undefined;
  /** A name for this tab's part in a call, another one each time: a part that begins anew wants a new line. */
  name(): string;
  say(call: Id, to: Id, saying: PartSaying): void;
  media(video: boolean): Promise<Media>;
  camera(): Promise<MediaStreamTrack>;
  screen(): Promise<MediaStreamTrack | undefined>;
  line(servers: RTCIceServer[]): PartWorld["line"];
  /** A sentence in passing. */
  tell(words: string): void;
  /** Which call this tab has a part in, also after a reload. */
  kept: { get(): Id | undefined; set(call: Id | undefined): void };
}

export class Phone {
  private now: PhoneState = NO_CALL;
  private part: Part | undefined;
  private readonly listeners = new Set<() => void>();
  /** A call that has ended does not begin again by an older answer. */
  private readonly over = new Set<Id>();

  constructor(private readonly world: PhoneWorld) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  state = (): PhoneState => this.now;

  // What one does

  /** Calls somebody. The microphone is asked for first: nobody is rung for nothing. */
  call(conversation: Id, video: boolean): Promise<void> {
    return this.attempt(async () => {
      const media = await this.world.media(video);
      try {
        const path = `/conversations/${conversation}/call`;
        const { data } = await this.world.client.request<Call>({ method: "POST", path, body: { video } });
        this.begin(callOf(data));
        await this.join(media);
      } catch (error) {
        stop(media);
        throw error;
      }
    });
  }

  accept(video: boolean): Promise<void> {
    return this.attempt(async () => {
      const call = this.now.call;
      if (!call) return;
      const media = await this.world.media(video);
      try {
        const { data } = await this.command<Call>(call.id, "PUT", "/accept");
        this.begin(callOf(data));
        await this.join(media);
      } catch (error) {
        stop(media);
        throw error;
      }
    });
  }

  decline(): Promise<void> {
    return this.leave("PUT", "/decline");
  }

  hangUp(): Promise<void> {
    return this.leave("DELETE", "");
  }

  /** Takes a call that is on into this tab. */
  takeOver(): Promise<void> {
    return this.attempt(async () => {
      const call = this.now.call;
      if (call?.acceptedAt !== undefined) await this.join(await this.world.media(call.video));
    });
  }

  mute(muted: boolean): void {
    this.part?.mute(muted);
  }

  showCamera(on: boolean): Promise<void> {
    return this.attempt(async () => this.part?.showCamera(on ? await this.world.camera() : undefined));
  }

  showScreen(on: boolean): Promise<void> {
    return this.attempt(async () => {
      const track = on ? await this.world.screen() : undefined;
      if (track || !on) this.part?.showScreen(track);
    });
  }

  dismiss(): void {
    this.become({ problem: undefined });
  }

  // What happens

  event(event: LoggiaEvent): void {
    switch (event.type) {
      case "call.started":
        this.begin({ ...pick(event), video: event.video, acceptedAt: undefined, id: event.call });
        return;
      case "call.accepted": {
        const call = this.now.call;
        if (call?.id !== event.call) return void this.sync();
        this.become({ call: { ...call, acceptedAt: event.at } });
        this.part?.start();
        return;
      }
      case "call.ended":
        this.over.add(event.call);
        if (this.now.call?.id === event.call) this.ended(event);
    }
  }

  hear(signal: Signal): void {
    if (signal.op !== "signal" || signal.call !== this.now.call?.id) return;
    this.part?.hear(signal.data as PartSaying);
  }

  /** Asks the server which call one is in: after a reload, and when events may have been missed. */
  async sync(): Promise<void> {
    const before = this.now.call;
    const answer = await this.world.client
      .request<{ call: Call | null }>({ path: "/calls/current" })
      .catch(() => undefined);
    // Whatever happened meanwhile is newer.
    if (!answer || this.now.call !== before) return;
    const call = answer.data.call;
    if (!call || this.over.has(call.id)) return this.clear();
    this.begin(callOf(call));
    if (this.world.kept.get() === call.id && !this.part) void this.takeOver();
  }

  /** Somebody else is signed in, or nobody. */
  clear(): void {
    this.part?.end();
    this.part = undefined;
    if (this.now !== NO_CALL) this.world.kept.set(undefined);
    this.now = NO_CALL;
    this.tellAll();
  }

  private begin(call: CallNow): void {
    if (this.over.has(call.id)) return;
    const known = this.now.call?.id === call.id ? this.now.call : undefined;
    if (!known) this.part?.end();
    if (!known) this.part = undefined;
    this.become({
      call: { ...call, acceptedAt: call.acceptedAt ?? known?.acceptedAt },
      part: this.part?.state,
    });
  }

  private async join(media: Media): Promise<void> {
    const call = this.now.call;
    if (!call) return stop(media);
    const { data } = await this.world.client.request<IceServers>({ path: "/calls/ice" });
    const still = this.now.call;
    if (still?.id !== call.id) return stop(media);
    const caller = this.world.viewer() === call.caller;
    const other = caller ? call.callee : call.caller;
    this.part?.end();
    const part = new Part(this.world.name(), caller, media, {
      say: (saying) => this.world.say(call.id, other, saying),
      // What is not there is left out, never null.
      line: this.world.line(data.ice_servers as RTCIceServer[]),
      changed: () => this.part === part && this.become({ part: part.state }),
      gaveUp: () => {
        this.world.tell("The connection was lost, so the call has ended.");
        void this.hangUp();
      },
      moved: () => this.drop(),
    });
    this.part = part;
    this.world.kept.set(call.id);
    this.become({ part: part.state, problem: media.missing });
    if (still.acceptedAt !== undefined) part.start();
  }

  /** Another tab has it now. */
  private drop(): void {
    this.part?.end();
    this.part = undefined;
    this.world.kept.set(undefined);
    this.become({ part: undefined });
  }

  private ended(event: LoggiaEvent & { type: "call.ended" }): void {
    const words = wordsOf(event, this.world.viewer());
    const mine = this.part !== undefined || event.outcome === "missed";
    this.clear();
    if (words !== undefined && mine && event.actor !== this.world.viewer()) this.world.tell(words);
  }

  /** Also while something else is under way: one can always leave. */
  private leave(method: "PUT" | "DELETE", word: string): Promise<void> {
    return this.act(async () => {
      const call = this.now.call;
      if (!call) return;
      try {
        await this.command(call.id, method, word);
      } catch (error) {
        // It is over already, which is what was wanted.
        if (!(error instanceof Problem && (error.code === "calls.over" || error.status === 404))) throw error;
      }
      this.over.add(call.id);
      if (this.now.call?.id === call.id) this.clear();
    });
  }

  private command<T>(call: Id, method: "PUT" | "DELETE", word: string) {
    return this.world.client.request<T>({ method, path: `/calls/${call}${word}` });
  }

  private async attempt(what: () => Promise<void>): Promise<void> {
    if (this.now.busy) return;
    this.become({ busy: true });
    await this.act(what);
    this.become({ busy: false });
  }

  private async act(what: () => Promise<void>): Promise<void> {
    this.become({ problem: undefined });
    try {
      await what();
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      if (this.now.call) this.become({ problem: words });
      else this.world.tell(words);
      if (error instanceof Problem && error.code === "calls.over") void this.sync();
    }
  }

  private become(change: Partial<PhoneState>): void {
    this.now = { ...this.now, ...change };
    this.tellAll();
  }

  private tellAll(): void {
    for (const listener of this.listeners) listener();
  }
}

function callOf({ id, conversation, from, to, video, accepted_at }: Call): CallNow {
  return { id, conversation, caller: from.id, callee: to.id, video, acceptedAt: accepted_at ?? undefined };
}

function pick({ conversation, caller, callee }: { conversation: Id; caller: Id; callee: Id }) {
  return { conversation, caller, callee };
}

function stop({ audio, video }: Media): void {
  audio.stop();
  video?.stop();
}

/** What the other one's end of it means; undefined: nothing that one would not see. */
function wordsOf(event: LoggiaEvent & { type: "call.ended" }, viewer: Id | undefined): string | undefined {
  const called = event.caller === viewer;
  switch (event.outcome) {
    case "declined":
      return called ? "They cannot talk now." : undefined;
    case "missed":
      return called ? "Nobody answered." : "You missed a call.";
    case "completed":
      return "The call has ended.";
  }
}
