import type { NewPost, PostKind } from "../api/types";

/** In Unicode characters, as the server counts. */
export const limits = { title: 300, body: 50_000, option: 200, options: 20 } as const;

/** How long a poll stays open, in days; 0: until somebody closes it. */
export type PollDays = 0 | 1 | 3 | 7;

/** What stands in the composer. All kinds share one draft, so changing the kind loses nothing. */
export interface Draft {
  kind: PostKind;
  title: string;
  body: string;
  link: string;
  options: readonly string[];
  multiple: boolean;
  days: PollDays;
}

export const emptyDraft: Draft = {
  kind: "text",
  title: "",
  body: "",
  link: "",
  options: ["", ""],
  multiple: false,
  days: 3,
};

export interface DraftProblems {
  title?: string | undefined;
  body?: string | undefined;
  link?: string | undefined;
  options?: string | undefined;
}

export function isUntouched({ title, body, link, options }: Draft): boolean {
  return [title, body, link, ...options].every((text) => text.trim() === "");
}

export function titleProblem(title: string): string | undefined {
  if (title.trim() === "") return "Give it a title.";
  if ([...title.trim()].length > limits.title) return "Shorten the title.";
  return undefined;
}

/** What keeps a draft from being posted, by field and in words; empty when nothing does. */
export function problemsOf(draft: Draft): DraftProblems {
  const problems: DraftProblems = {
    title: titleProblem(draft.title),
    body: [...draft.body].length > limits.body ? "Shorten the text." : undefined,
    link: draft.kind === "link" || draft.kind === "image" ? linkProblem(draft) : undefined,
    options: draft.kind === "poll" ? optionsProblem(draft.options) : undefined,
  };
  return Object.fromEntries(Object.entries(problems).filter(([, words]) => words));
}

function linkProblem({ kind, link }: Draft): string | undefined {
  const text = link.trim();
  if (text === "") return kind === "image" ? "Where is the picture?" : "Where does it lead?";
  if (!URL.canParse(text) || !/^https?:\/\/[^/]/i.test(text)) {
    return "Write the whole address, starting with https://";
  }
  if (kind === "image" && !/^https:/i.test(text)) return "The picture's address must start with https://";
  return undefined;
}

function optionsProblem(options: readonly string[]): string | undefined {
  const written = options.map((text) => text.trim()).filter(Boolean);
  if (written.length < 2) return "A poll needs at least two choices.";
  if (new Set(written).size < written.length) return "Two choices are the same.";
  if (written.some((text) => [...text].length > limits.option)) return "Shorten the longest choice.";
  return undefined;
}

/** The command for a draft without problems. `now` in milliseconds. */
export function toPost(draft: Draft, now: number): NewPost {
  const { kind, title, body, link, options, multiple, days } = draft;
  return {
    kind,
    title: title.trim(),
    body: body.trim(),
    ...(kind === "link" || kind === "image" ? { link: link.trim() } : {}),
    ...(kind === "poll"
      ? {
          poll: {
            options: options.map((text) => text.trim()).filter(Boolean),
            multiple,
            ...(days > 0 ? { closes_at: new Date(now + days * 86_400_000).toISOString() } : {}),
          },
        }
      : {}),
  };
}

const KEY = "loggia.draft.";

/** The draft kept in this browser for a person, or an empty one. */
export function keptDraft(person: string): Draft {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY + person) ?? "null");
    return kept && typeof kept === "object" ? { ...emptyDraft, ...kept } : emptyDraft;
  } catch {
    return emptyDraft;
  }
}

export function keepDraft(person: string, draft: Draft): void {
  try {
    if (isUntouched(draft)) localStorage.removeItem(KEY + person);
    else localStorage.setItem(KEY + person, JSON.stringify(draft));
  } catch {
    // Storage full or forbidden: the draft lives as long as the page.
  }
}
