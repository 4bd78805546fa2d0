import { beforeEach, expect, test, vi } from "vitest";
import { Line, type LineSaying } from "./line";

/** As much of a peer connection as a line touches. */
class Peer {
  signalingState: RTCSignalingState = "stable";
  connectionState: RTCPeerConnectionState = "new";
  localDescription: { type: string; sdp: string } | null = null;
  onnegotiationneeded: () => void = () => {};
  readonly places: {
    receiver: object;
    sender: { replaceTrack: ReturnType<typeof vi.fn> };
    direction: string;
  }[] = [];
  readonly taken: string[] = [];
  restarts = 0;

  addTransceiver(kind: string, direction = "sendrecv") {
    this.places.push({ receiver: { track: { kind } }, sender: { replaceTrack: vi.fn() }, direction });
  }

  getTransceivers() {
    return this.places;
  }

  async setLocalDescription() {
    const offers = this.signalingState === "stable";
    this.signalingState = offers ? "have-local-offer" : "stable";
    this.localDescription = { type: offers ? "offer" : "answer", sdp: `own ${this.restarts}` };
  }

  async setRemoteDescription({ type, sdp }: RTCSessionDescriptionInit) {
    this.taken.push(`${type} ${sdp}`);
    this.signalingState = type === "offer" ? "have-remote-offer" : "stable";
    if (type === "offer" && this.places.length === 0) {
      for (const kind of ["audio", "video"]) this.addTransceiver(kind, "recvonly");
    }
  }

  restartIce() {
    this.restarts += 1;
    this.onnegotiationneeded();
  }
}

let peer: Peer;
let said: LineSaying[];
const track = (kind: string) => ({ kind }) as MediaStreamTrack;
const described = (round: number, type: RTCSdpType, sdp = "theirs"): LineSaying => ({
  ...{ kind: "description", round },
  description: { type, sdp },
});
const rounds = () =>
  said.map((each) => (each.kind === "description" ? [each.round, each.description.type] : each.kind));

function line(offers: boolean): Line {
  const world = { say: (saying: LineSaying) => said.push(saying), heard: () => {}, changed: () => {} };
  return new Line(peer as unknown as RTCPeerConnection, offers, world);
}

/** Everything that was begun is done. */
const settled = () => vi.waitFor(() => Promise.resolve());

beforeEach(() => {
  [peer, said] = [new Peer(), []];
});

test("who offers has places for sound and picture from the start", async () => {
  const one = line(true);
  expect(peer.places.map(({ direction }) => direction)).toEqual(["sendrecv", "sendrecv"]);
  const voice = track("audio");
  await one.send("audio", voice);
  await one.send("video", undefined);
  expect(peer.places[0]?.sender.replaceTrack).toHaveBeenCalledWith(voice);
  expect(peer.places[1]?.sender.replaceTrack).toHaveBeenCalledWith(null);
});

test("an offer is said again until it is answered; an answer counts once, and only for its own round", async () => {
  const one = line(true);
  peer.onnegotiationneeded();
  await settled();
  one.repeat();
  expect(rounds()).toEqual([
    [1, "offer"],
    [1, "offer"],
  ]);
  one.hear(described(0, "answer", "old"));
  one.hear(described(1, "answer"));
  one.hear(described(1, "answer", "again"));
  await vi.waitFor(() => expect(peer.taken).toEqual(["answer theirs"]));
  one.repeat();
  expect(said.length).toBe(2);
});

test("who does not offer answers with what they give, and says it again when asked again", async () => {
  const one = line(false);
  peer.onnegotiationneeded();
  const face = track("video");
  await one.send("video", face);
  one.hear(described(1, "offer"));
  one.hear(described(1, "offer"));
  await vi.waitFor(() =>
    expect(rounds()).toEqual([
      [1, "answer"],
      [1, "answer"],
    ]),
  );
  expect(peer.taken).toEqual(["offer theirs"]);
  expect(peer.places.map(({ direction }) => direction)).toEqual(["sendrecv", "sendrecv"]);
  expect(peer.places[1]?.sender.replaceTrack).toHaveBeenCalledWith(face);
});

test("another way is looked for by who offers, on the other's word too while nothing is wrong here", async () => {
  const other = line(false);
  other.restart();
  expect(rounds()).toEqual(["restart"]);
  const one = line(true);
  peer.connectionState = "disconnected";
  one.hear({ kind: "restart" });
  await settled();
  expect(peer.restarts).toBe(0);
  peer.connectionState = "connected";
  one.hear({ kind: "restart" });
  await vi.waitFor(() => expect(peer.restarts).toBe(1));
  // That offer waits for its answer.
  one.restart();
  expect(peer.restarts).toBe(1);
});
