// @vitest-environment jsdom
import { beforeEach, expect, it } from "vitest";
import { type Draft, emptyDraft, keepDraft, keptDraft, problemsOf, toPost } from "./draft";

const draft = (change: Partial<Draft>): Draft => ({ ...emptyDraft, title: "A title", ...change });

beforeEach(() => localStorage.clear());

it("wants a title that is not too long", () => {
  expect(problemsOf(draft({ title: "  " })).title).toBeDefined();
  expect(problemsOf(draft({ title: "x".repeat(301) })).title).toBeDefined();
  // 300 characters of two UTF-16 units each: the server counts characters.
  expect(problemsOf(draft({ title: "𝄞".repeat(300) }))).toEqual({});
});

it.each(["", "example.org", "javascript:alert(1)", "https://", "ftp://example.org"])(
  "refuses the link %j",
  (link) => {
    expect(problemsOf(draft({ kind: "link", link })).link).toBeDefined();
  },
);

it("takes pictures only over https, links also over http", () => {
  const link = "http://example.org/a.jpg";
  expect(problemsOf(draft({ kind: "image", link })).link).toBeDefined();
  expect(problemsOf(draft({ kind: "link", link }))).toEqual({});
});

it("wants two different choices, and leaves out empty ones", () => {
  expect(problemsOf(draft({ kind: "poll", options: ["Yes", " "] })).options).toBeDefined();
  expect(problemsOf(draft({ kind: "poll", options: ["Yes", "Yes "] })).options).toBeDefined();
  const poll = draft({ kind: "poll", options: ["Yes ", "", "No"], days: 1 });
  expect(problemsOf(poll)).toEqual({});
  expect(toPost(poll, Date.parse("2026-11-21T12:00:00Z")).poll).toEqual({
    options: ["Yes", "No"],
    multiple: false,
    closes_at: "2026-11-22T12:00:00.000Z",
  });
});

it("sends only what belongs to the kind", () => {
  expect(toPost(draft({ link: "https://example.org", body: " text " }), 0)).toEqual({
    kind: "text",
    title: "A title",
    body: "text",
  });
});

it("keeps a draft per person until it is empty again", () => {
  keepDraft("ada", draft({ body: "half a thought" }));
  expect(keptDraft("ada").body).toBe("half a thought");
  expect(keptDraft("ben")).toEqual(emptyDraft);
  keepDraft("ada", emptyDraft);
  expect(localStorage).toHaveLength(0);
});

it("starts anew when what was kept cannot be read", () => {
  localStorage.setItem("loggia.draft.ada", "{broken");
  expect(keptDraft("ada")).toEqual(emptyDraft);
});
