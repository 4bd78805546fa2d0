/** The phone of a real browser. No React. */
import type { Net } from "../net/context";
import { say } from "../ui/Toasts";
import { Line } from "./line";
import { openCamera, openMedia, openScreen } from "./media";
import { Phone } from "./phone";

/** Outlives a reload, and is this tab's own. */
const KEPT = "loggia.call";

export function browserPhone(net: Net): Phone {
  return new Phone({
    client: net.client,
    viewer: net.viewer,
    name: () => crypto.randomUUID(),
    say: (call, to, data) => net.socket.say({ op: "signal", call, to, data }),
    media: openMedia,
    camera: openCamera,
    screen: openScreen,
    line: (iceServers) => (offers, world) => new Line(new RTCPeerConnection({ iceServers }), offers, world),
    tell: (words) => say({ words }),
    kept: {
      get: () => sessionStorage.getItem(KEPT) ?? undefined,
      set: (call) =>
        call === undefined ? sessionStorage.removeItem(KEPT) : sessionStorage.setItem(KEPT, call),
    },
  });
}
