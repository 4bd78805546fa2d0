import { beforeEach, expect, test, vi } from "vitest";
import type { Line, LineWorld } from "./line";
import type { Media } from "./media";
import { PATIENCE_MS, Part, type PartSaying } from "./part";

/** A tab of somebody, and what became of its lines. */
class Tab {
  readonly said: PartSaying[] = [];
  readonly lines: { world: LineWorld; sent: Map<string, unknown>; closed: boolean }[] = [];
  gaveUp = 0;
  moved = 0;
  readonly part: Part;

  constructor(
    readonly name: string,
    offers: boolean,
  ) {
    this.part = new Part(name, offers, media(), {
      say: (saying) => this.said.push(saying),
      line: (_, world) => {
        const line = { world, sent: new Map<string, unknown>(), closed: false };
        this.lines.push(line);
        return {
          send: async (kind: string, track: unknown) => void line.sent.set(kind, track),
          hear: () => {},
          repeat: () => {},
          restart: () => {},
          close: () => {
            line.closed = true;
          },
        } as unknown as Line;
      },
      changed: () => {},
      gaveUp: () => {
        this.gaveUp += 1;
      },
      moved: () => {
        this.moved += 1;
      },
    });
  }

  get line() {
    return this.lines.at(-1);
  }
}

function track() {
  return { enabled: true, stop: vi.fn(), addEventListener: vi.fn() } as unknown as MediaStreamTrack;
}

function media(): Media {
  return { audio: track(), video: track(), missing: undefined };
}

/** Passes on what they say until nobody says anything more. */
function pass(...tabs: Tab[]) {
  for (let said = true; said; ) {
    said = false;
    for (const from of tabs) {
      for (const saying of from.said.splice(0)) {
        said = true;
        for (const to of tabs) if (to.name[0] !== from.name[0]) to.part.hear(saying);
      }
    }
  }
}

let ada: Tab;
let ben: Tab;

beforeEach(() => {
  vi.useFakeTimers();
  ada = new Tab("a1", true);
  ben = new Tab("b1", false);
  return () => void vi.useRealTimers();
});

test("whoever comes later finds who is there already, and each has one line", () => {
  ben.part.start();
  pass(ada, ben);
  expect([ada.lines.length, ben.lines.length]).toEqual([1, 1]);
  expect(ada.part.state.link).toBe("connecting");
  ada.line?.world.changed("connected");
  expect(ada.part.state.link).toBe("connected");
  expect(ada.part.state.theirs).toEqual({ muted: false, picture: "camera" });
});

test("a tab that was loaded anew takes the place of the old one", () => {
  ben.part.start();
  pass(ada, ben);
  const again = new Tab("b2", false);
  again.part.start();
  pass(ada, ben, again);
  expect(ada.lines.map((line) => line.closed)).toEqual([true, false]);
  expect([ben.moved, again.moved]).toEqual([1, 0]);
});

test("being muted, the camera and the screen are told, and their lights go out", () => {
  ben.part.start();
  pass(ada, ben);
  ada.part.mute(true);
  pass(ada, ben);
  expect(ben.part.state.theirs).toEqual({ muted: true, picture: "camera" });
  const screen = track();
  ada.part.showScreen(screen);
  pass(ada, ben);
  expect(ben.part.state.theirs.picture).toBe("screen");
  expect(ada.line?.sent.get("video")).toBe(screen);
  ada.part.showScreen(undefined);
  expect(screen.stop).toHaveBeenCalled();
  ada.part.showCamera(undefined);
  pass(ada, ben);
  expect(ada.line?.sent.get("video")).toBe(undefined);
  expect(ben.part.state.theirs.picture).toBe("none");
});

test("who is gone has fifteen seconds to come back", () => {
  ben.part.start();
  pass(ada, ben);
  ada.line?.world.changed("connected");
  vi.advanceTimersByTime(60_000);
  expect(ada.gaveUp).toBe(0);
  ada.line?.world.changed("disconnected");
  expect(ada.part.state.link).toBe("lost");
  vi.advanceTimersByTime(PATIENCE_MS);
  expect(ada.gaveUp).toBe(0);
  vi.advanceTimersByTime(1000);
  expect(ada.gaveUp).toBe(1);
});

test("a word that was lost is said again", () => {
  ben.part.start();
  ben.said.length = 0;
  vi.advanceTimersByTime(1000);
  pass(ada, ben);
  expect(ada.lines.length).toBe(1);
});
