/**
 * One connection from this tab to a tab of the other one's. Of the two always the same one offers. Were both to, offers that
 * cross would have to be taken back, and a Chromium (156) that takes one back while it looks for candidates finds none any
 * more, restarts of ICE included. Sound and picture have their places from the first offer on, so what is shown or hidden
 * later needs no other. No React.
 */

export type LineSaying =
  /** `round`: which offer, and the answer to it. */
  | { kind: "description"; round: number; description: RTCSessionDescriptionInit }
  | { kind: "candidates"; candidates: RTCIceCandidateInit[] }
  /** Who does not offer wants another way. */
  | { kind: "restart" };

export interface LineWorld {
  /** Tells the other side; may be lost. */
  say(saying: LineSaying): void;
  /** What comes from the other side: one track for sound, one for the picture, whether or not there is one now. */
  heard(track: MediaStreamTrack): void;
  changed(state: RTCPeerConnectionState): void;
}

export type Kind = "audio" | "video";
const KINDS: readonly Kind[] = ["audio", "video"];
/** Candidates come in dozens; they are told together. */
const GATHER_MS = 80;

export class Line {
  /** What the other side is to get. */
  private readonly given: Partial<Record<Kind, MediaStreamTrack | undefined>> = {};
  private round = 0;
  /** What was heard is done one after the other. */
  private doing: Promise<void> = Promise.resolve();
  private candidates: RTCIceCandidateInit[] = [];
  private gathering: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly peer: RTCPeerConnection,
    private readonly offers: boolean,
    private readonly world: LineWorld,
  ) {
    peer.onnegotiationneeded = () => void this.offer();
    peer.onicecandidate = ({ candidate }) => candidate && this.gather(candidate.toJSON());
    peer.ontrack = ({ track }) => world.heard(track);
    peer.onconnectionstatechange = () => world.changed(peer.connectionState);
    if (offers) for (const kind of KINDS) peer.addTransceiver(kind);
  }

  /** From now on the other side gets this, or nothing. */
  async send(kind: Kind, track: MediaStreamTrack | undefined): Promise<void> {
    this.given[kind] = track;
    const place = this.peer.getTransceivers().find(({ receiver }) => receiver.track.kind === kind);
    await place?.sender.replaceTrack(track ?? null);
  }

  hear(saying: LineSaying): void {
    this.doing = this.doing.then(() => this.take(saying)).catch(() => {});
  }

  /** Looks for another way between the two. */
  restart(): void {
    if (!this.offers) this.world.say({ kind: "restart" });
    // An offer that waits for its answer is a new way.
    else if (this.peer.signalingState === "stable") this.peer.restartIce();
  }

  /** What was said last may have been lost. */
  repeat(): void {
    if (this.peer.signalingState === "have-local-offer") this.describe();
  }

  close(): void {
    clearTimeout(this.gathering);
    this.peer.onconnectionstatechange = null;
    this.peer.close();
  }

  private async offer(): Promise<void> {
    if (!this.offers) return;
    try {
      await this.peer.setLocalDescription();
      this.round += 1;
      this.describe();
    } catch {
      // It was closed meanwhile: then there is nothing to say.
    }
  }

  private async take(saying: LineSaying): Promise<void> {
    switch (saying.kind) {
      case "candidates":
        // One of a round that is over does not fit; the others may.
        for (const candidate of saying.candidates) await this.peer.addIceCandidate(candidate).catch(() => {});
        return;
      case "restart":
        // Who is not connected restarts by themselves.
        if (this.peer.connectionState === "connected") this.restart();
        return;
      case "description":
        return this.offers ? this.answered(saying) : this.offered(saying);
    }
  }

  private async answered({ round, description }: LineSaying & { kind: "description" }): Promise<void> {
    const open = round === this.round && this.peer.signalingState === "have-local-offer";
    if (open) await this.peer.setRemoteDescription(description);
  }

  private async offered({ round, description }: LineSaying & { kind: "description" }): Promise<void> {
    // Said again: the answer was lost, or is on its way.
    if (round === this.round) return this.describe();
    await this.peer.setRemoteDescription(description);
    for (const place of this.peer.getTransceivers()) {
      place.direction = "sendrecv";
      await place.sender.replaceTrack(this.given[place.receiver.track.kind as Kind] ?? null);
    }
    await this.peer.setLocalDescription();
    this.round = round;
    this.describe();
  }

  /** What is on the table here, with the candidates found so far. */
  private describe(): void {
    const described = this.peer.localDescription;
    if (!described) return;
    const description = { type: described.type, sdp: described.sdp };
    this.world.say({ kind: "description", round: this.round, description });
  }

  private gather(candidate: RTCIceCandidateInit): void {
    this.candidates.push(candidate);
    this.gathering ??= setTimeout(() => {
      this.gathering = undefined;
      this.world.say({ kind: "candidates", candidates: this.candidates });
      this.candidates = [];
    }, GATHER_MS);
  }
}
