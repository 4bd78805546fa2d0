/**
 * One connection from this tab to a tab of the other one's. Both may offer at any time: perfect negotiation
 * (W3C, WebRTC 1.0, 10.7), in which of two offers that cross the polite side gives way. No React.
 */

export type LineSaying =
  | { kind: "description"; description: RTCSessionDescriptionInit }
  | { kind: "candidates"; candidates: RTCIceCandidateInit[] };

export interface LineWorld {
  /** Tells the other side; may be lost. */
  say(saying: LineSaying): void;
  /** What comes from the other side. */
  heard(stream: MediaStream): void;
  changed(state: RTCPeerConnectionState): void;
}

/** Candidates come in dozens; they are told together. */
const GATHER_MS = 80;

export class Line {
  private readonly senders = new Map<string, RTCRtpSender>();
  private readonly stream = new MediaStream();
  private offering = false;
  /** What was heard is done one after the other. */
  private doing: Promise<void> = Promise.resolve();
  private candidates: RTCIceCandidateInit[] = [];
  private gathering: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly peer: RTCPeerConnection,
    private readonly polite: boolean,
    private readonly world: LineWorld,
  ) {
    peer.onnegotiationneeded = () => void this.offer();
    peer.onicecandidate = ({ candidate }) => candidate && this.gather(candidate.toJSON());
    peer.ontrack = ({ streams: [stream] }) => stream && world.heard(stream);
    peer.onconnectionstatechange = () => world.changed(peer.connectionState);
  }

  /** From now on the other side gets this, or nothing. */
  async send(kind: "audio" | "video", track: MediaStreamTrack | undefined): Promise<void> {
    const sender = this.senders.get(kind);
    if (sender) await sender.replaceTrack(track ?? null);
    else if (track) this.senders.set(kind, this.peer.addTrack(track, this.stream));
  }

  hear(saying: LineSaying): void {
    this.doing = this.doing.then(() => this.take(saying)).catch(() => {});
  }

  /** Looks for another way between the two. */
  restart(): void {
    this.peer.restartIce();
  }

  /** What was said last may have been lost. */
  repeat(): void {
    const { signalingState, localDescription } = this.peer;
    if (signalingState === "have-local-offer" && localDescription) this.describe(localDescription);
  }

  close(): void {
    clearTimeout(this.gathering);
    this.peer.onconnectionstatechange = null;
    this.peer.close();
  }

  private async offer(): Promise<void> {
    try {
      this.offering = true;
      await this.peer.setLocalDescription();
      if (this.peer.localDescription) this.describe(this.peer.localDescription);
    } catch {
      // It was closed meanwhile, or the other's offer came first: then there is nothing to say.
    } finally {
      this.offering = false;
    }
  }

  private async take(saying: LineSaying): Promise<void> {
    if (saying.kind === "candidates") {
      // One of an offer that was given up, or ignored, does not fit; the others may.
      for (const candidate of saying.candidates) await this.peer.addIceCandidate(candidate).catch(() => {});
      return;
    }
    const { description } = saying;
    const crossing = description.type === "offer" && (this.offering || this.peer.signalingState !== "stable");
    if (crossing && !this.polite) return;
    await this.peer.setRemoteDescription(description);
    if (description.type !== "offer") return;
    await this.peer.setLocalDescription();
    if (this.peer.localDescription) this.describe(this.peer.localDescription);
  }

  private describe({ type, sdp }: RTCSessionDescription): void {
    this.world.say({ kind: "description", description: { type, sdp } });
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
