/**
 * This tab's part in a call: what it gives, what it gets, and the line between. Signals reach every tab of a person, so
 * each part has a name, and what is meant for one names it. Signals may be lost, so what matters is repeated. No React.
 */
import type { Line, LineSaying, LineWorld } from "./line";
import type { Media } from "./media";

/** What the other one sends, as far as they said. */
export interface Theirs {
  muted: boolean;
  picture: "none" | "camera" | "screen";
}

/** `waiting`: for the other one's tab to show itself. `lost`: it was there. */
export type Link = "waiting" | "connecting" | "connected" | "lost";

export interface PartState {
  link: Link;
  muted: boolean;
  /** What one shows oneself. */
  picture: "none" | "camera" | "screen";
  own: MediaStreamTrack | undefined;
  /** What comes from them; a picture only while `theirs` says so. */
  sound: MediaStreamTrack | undefined;
  sight: MediaStreamTrack | undefined;
  theirs: Theirs;
}

export type PartSaying = { tab: string; to?: string } & (
  | LineSaying
  /** Here I am: who has a part in this call as well answers. */
  | { kind: "join" }
  | ({ kind: "here" } & Theirs)
  /** Another tab of yours has taken over. */
  | { kind: "moved" }
);

export interface PartWorld {
  say(saying: PartSaying): void;
  line(offers: boolean, world: LineWorld): Line;
  changed(): void;
  /** The other one did not come back in time. */
  gaveUp(): void;
  /** Another tab of one's own has taken over. */
  moved(): void;
}

/** Between two looks whether something has to be said again. */
const LOOK_MS = 1000;
/** A line that is broken, or does not come about, looks for another way every so often. */
const MEND_MS = 6000;
/** Who is gone for longer does not come back. */
export const PATIENCE_MS = 15_000;
/** The first connection may ask somebody for a microphone, or look for a way around a firewall. */
export const FIRST_PATIENCE_MS = 45_000;

export class Part {
  private line: Line | undefined;
  /** The other one's tab. */
  private peer: string | undefined;
  private camera: MediaStreamTrack | undefined;
  private screen: MediaStreamTrack | undefined;
  private ticking: ReturnType<typeof setInterval> | undefined;
  /** For how long there has been no connection. */
  private brokenMs = 0;
  private wasConnected = false;
  private now: PartState;

  constructor(
    private readonly tab: string,
    /** Whether it is this side that offers: the caller does. */
    private readonly offers: boolean,
    private readonly media: Media,
    private readonly world: PartWorld,
  ) {
    this.camera = media.video;
    this.now = {
      ...{ link: "waiting", muted: false, picture: media.video ? "camera" : "none", own: media.video },
      ...{ sound: undefined, sight: undefined, theirs: { muted: false, picture: "none" } },
    };
  }

  get state(): PartState {
    return this.now;
  }

  /** The call is on: looks for the other one. */
  start(): void {
    if (this.ticking !== undefined) return;
    this.say({ kind: "join" });
    this.ticking = setInterval(() => this.look(), LOOK_MS);
  }

  hear(saying: PartSaying): void {
    if (saying.to !== undefined && saying.to !== this.tab) return;
    switch (saying.kind) {
      case "join":
        this.start();
        this.meet(saying.tab);
        return this.present();
      case "here":
        this.meet(saying.tab);
        return this.become({ theirs: { muted: saying.muted, picture: saying.picture } });
      case "moved":
        return this.world.moved();
      case "description":
      case "candidates":
        if (saying.tab === this.peer) this.line?.hear(saying);
    }
  }

  mute(muted: boolean): void {
    this.media.audio.enabled = !muted;
    this.become({ muted });
    this.present();
  }

  /** Shows this instead; undefined: nothing. The camera's light goes out with it. */
  showCamera(track: MediaStreamTrack | undefined): void {
    this.camera?.stop();
    this.camera = track;
    this.show();
  }

  showScreen(track: MediaStreamTrack | undefined): void {
    this.screen?.stop();
    this.screen = track;
    // The browser's own button ends it, too.
    track?.addEventListener("ended", () => this.screen === track && this.showScreen(undefined));
    this.show();
  }

  end(): void {
    clearInterval(this.ticking);
    this.line?.close();
    for (const track of [this.media.audio, this.camera, this.screen]) track?.stop();
  }

  private show(): void {
    const own = this.screen ?? this.camera;
    void this.line?.send("video", own);
    this.become({ own, picture: this.screen ? "screen" : this.camera ? "camera" : "none" });
    this.present();
  }

  /** The other one's tab shows itself; another one than before is a new beginning. */
  private meet(tab: string): void {
    if (tab === this.peer) return;
    if (this.peer !== undefined) this.say({ kind: "moved" }, this.peer);
    this.line?.close();
    this.peer = tab;
    this.brokenMs = 0;
    this.become({ link: "connecting", sound: undefined, sight: undefined });
    const line = this.world.line(this.offers, {
      say: (saying) => this.say(saying, tab),
      heard: (track) =>
        this.line === line && this.become({ [track.kind === "audio" ? "sound" : "sight"]: track }),
      changed: (state) => this.line === line && this.linked(state),
    });
    this.line = line;
    void line.send("audio", this.media.audio);
    void line.send("video", this.screen ?? this.camera);
    this.present();
  }

  private linked(state: RTCPeerConnectionState): void {
    if (state === "connected") {
      this.brokenMs = 0;
      this.wasConnected = true;
      this.become({ link: "connected" });
    } else if (state === "disconnected" || state === "failed") {
      this.become({ link: "lost" });
      if (state === "failed") this.line?.restart();
    }
  }

  private look(): void {
    if (this.now.link === "connected") return;
    this.brokenMs += LOOK_MS;
    const patience = this.wasConnected ? PATIENCE_MS : FIRST_PATIENCE_MS;
    if (this.brokenMs > patience) return this.world.gaveUp();
    this.say({ kind: "join" });
    this.line?.repeat();
    if (this.brokenMs % MEND_MS === 0) this.line?.restart();
  }

  private present(): void {
    const { muted, picture } = this.now;
    if (this.peer !== undefined) this.say({ kind: "here", muted, picture }, this.peer);
  }

  private say(
    saying: LineSaying | { kind: "join" } | ({ kind: "here" } & Theirs) | { kind: "moved" },
    to?: string,
  ) {
    this.world.say({ tab: this.tab, ...(to !== undefined && { to }), ...saying });
  }

  private become(change: Partial<PartState>): void {
    this.now = { ...this.now, ...change };
    this.world.changed();
  }
}
