import { beforeEach, expect, test, vi } from "vitest";
import type { Ask } from "../api/client";
import { Problem } from "../api/problem";
import type { LoggiaEvent } from "../net/events";
import type { Line } from "./line";
import type { Media } from "./media";
import { Phone } from "./phone";

const AT = "2026-01-01T00:00:00Z";
const brief = (id: string) => ({ id, username: id, display_name: id, avatar: null });

let asked: string[];
let told: string[];
let kept: string | undefined;
let opened: Media[];
/** What the server answers, by `METHOD /path`. */
let answers: Record<string, unknown>;
let phone: Phone;

function call(state: "ringing" | "on", id = "c1") {
  return {
    ...{ id, conversation: "t", from: brief("ada"), to: brief("ben"), video: true, state },
    ...{ started_at: AT, rings_until: AT, accepted_at: state === "on" ? AT : null, position: 1 },
  };
}

function event(type: "call.started" | "call.accepted" | "call.ended", more: object = {}): LoggiaEvent {
  const base = { type, seq: 1, at: AT, actor: "ben", topics: [], call: "c1", conversation: "t" };
  return { ...base, caller: "ada", callee: "ben", video: true, ...more } as unknown as LoggiaEvent;
}

function made(viewer: string): Phone {
  const track = () => ({ stop: vi.fn() }) as unknown as MediaStreamTrack;
  return new Phone({
    client: {
      request: async <T>({ method = "GET", path }: Ask) => {
        const what = `${method} ${path}`;
        asked.push(what);
        const answer = answers[what];
        if (answer instanceof Error) throw answer;
        return { data: answer as T, position: 1, log: undefined };
      },
    },
    viewer: () => viewer,
    name: () => "tab",
    say: () => {},
    media: async (video) => {
      const media = { audio: track(), video: video ? track() : undefined, missing: undefined };
      opened.push(media);
      return media;
    },
    camera: async () => track(),
    screen: async () => undefined,
    line: () => () => ({ send: async () => {}, close: () => {} }) as unknown as Line,
    tell: (words) => told.push(words),
    kept: {
      get: () => kept,
      set: (id) => {
        kept = id;
      },
    },
  });
}

beforeEach(() => {
  vi.useFakeTimers();
  [asked, told, kept, opened] = [[], [], undefined, []];
  answers = {
    "POST /conversations/t/call": call("ringing"),
    "GET /calls/ice": { ice_servers: [], expires_at: AT },
    "GET /calls/current": { call: null, position: 1 },
    "PUT /calls/c1/accept": call("on"),
    "PUT /calls/c1/decline": call("ringing"),
    "DELETE /calls/c1": call("on"),
  };
  phone = made("ada");
  return () => void vi.useRealTimers();
});

test("one calls, it is accepted, the other hangs up", async () => {
  await phone.call("t", true);
  expect(phone.state()).toMatchObject({
    call: { id: "c1", acceptedAt: undefined },
    part: { link: "waiting" },
  });
  expect(kept).toBe("c1");
  phone.event(event("call.accepted"));
  expect(phone.state().call?.acceptedAt).toBe(AT);
  phone.event(event("call.ended", { outcome: "completed", seconds: 3 }));
  expect(phone.state()).toMatchObject({ call: undefined, part: undefined });
  expect([told, kept]).toEqual([["The call has ended."], undefined]);
  expect(opened[0]?.audio.stop).toHaveBeenCalled();
});

test("somebody calls; this tab accepts, or another one does", async () => {
  phone = made("ben");
  phone.event(event("call.started", { actor: "ada" }));
  expect(phone.state()).toMatchObject({ call: { caller: "ada" }, part: undefined });
  phone.event(event("call.accepted"));
  expect(phone.state()).toMatchObject({ call: { acceptedAt: AT }, part: undefined });
  await phone.takeOver();
  expect(phone.state().part?.link).toBe("waiting");
});

test("a microphone that is refused rings nobody, and is said", async () => {
  answers["POST /conversations/t/call"] = new Problem({ status: 409, code: "calls.busy", message: "Busy." });
  await phone.call("t", false);
  expect([told, phone.state().call]).toEqual([["Busy."], undefined]);
  expect(opened[0]?.audio.stop).toHaveBeenCalled();
});

test("a page loaded anew finds the call, and goes on in the tab that had it", async () => {
  answers["GET /calls/current"] = { call: call("on"), position: 1 };
  void phone.sync();
  await vi.waitFor(() => expect(phone.state().call?.id).toBe("c1"));
  expect(phone.state().part).toBe(undefined);
  phone = made("ada");
  kept = "c1";
  void phone.sync();
  await vi.waitFor(() => expect(phone.state().part?.link).toBe("waiting"));
});

test("what is over stays over, however late an answer comes", async () => {
  phone.event(event("call.ended", { outcome: "missed", seconds: 0 }));
  phone.event(event("call.started"));
  answers["GET /calls/current"] = { call: call("ringing"), position: 1 };
  await phone.sync();
  expect(phone.state().call).toBe(undefined);
});

test("declining what is over already is what was wanted", async () => {
  phone = made("ben");
  phone.event(event("call.started", { actor: "ada" }));
  answers["PUT /calls/c1/decline"] = new Problem({ status: 409, code: "calls.over", message: "Over." });
  await phone.decline();
  expect(phone.state()).toMatchObject({ call: undefined, problem: undefined });
});

test("what did not work is said where the call is", async () => {
  phone = made("ben");
  phone.event(event("call.started", { actor: "ada" }));
  answers["PUT /calls/c1/accept"] = new Problem({ status: 503, code: "log.away", message: "Try again." });
  await phone.accept(true);
  expect(phone.state()).toMatchObject({ problem: "Try again.", busy: false });
  phone.dismiss();
  expect(phone.state().problem).toBe(undefined);
});
