import { Navigate, useNavigate } from "@tanstack/react-router";
import { ChartBar, Image, Link2, Text } from "lucide-react";
import { type FormEvent, useEffect, useState } from "react";
import { useMe } from "../account/session";
import type { Me, PostKind } from "../api/types";
import { PageHead } from "../app/PageHead";
import { Button } from "../ui/Button";
import { Field } from "../ui/Field";
import { TabPanel, Tabs } from "../ui/Tabs";
import { usePostActions } from "./data";
import {
  type Draft,
  emptyDraft,
  isUntouched,
  keepDraft,
  keptDraft,
  limits,
  problemsOf,
  toPost,
} from "./draft";
import { MarkdownEditor } from "./MarkdownEditor";
import { PollEditor } from "./PollEditor";

const kinds: readonly { value: PostKind; label: string; icon: typeof Text }[] = [
  { value: "text", label: "Text", icon: Text },
  { value: "link", label: "Link", icon: Link2 },
  { value: "image", label: "Picture", icon: Image },
  { value: "poll", label: "Poll", icon: ChartBar },
];

export function WritePage() {
  const me = useMe();
  return me ? <Composer key={me.id} me={me} /> : <Navigate to="/login" search={{ next: "/write" }} replace />;
}

function Composer({ me }: { me: Me }) {
  const [draft, setDraft] = useState(() => keptDraft(me.id));
  const [tried, setTried] = useState(false);
  const { create } = usePostActions();
  const navigate = useNavigate();
  const problems = problemsOf(draft);
  const shown = tried ? problems : {};
  const change = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }));

  useEffect(() => keepDraft(me.id, draft), [me.id, draft]);

  const post = (event?: FormEvent) => {
    event?.preventDefault();
    setTried(true);
    if (Object.keys(problems).length > 0) return;
    const id = create(toPost(draft, Date.now()));
    keepDraft(me.id, emptyDraft);
    void navigate({ to: "/posts/$post", params: { post: id } });
  };

  const link = (label: string, placeholder: string) => (
    <Field
      label={label}
      type="url"
      inputMode="url"
      placeholder={placeholder}
      value={draft.link}
      error={shown.link}
      onChange={(event) => change({ link: event.target.value })}
    />
  );

  return (
    <>
      <PageHead title="Write a post" />
      <form onSubmit={post} noValidate className="flex flex-col gap-5 px-4 wide:px-6">
        <Tabs label="Kind of post" value={draft.kind} onChange={(kind) => change({ kind })} tabs={kinds}>
          <div className="mt-5 flex flex-col gap-5">
            <Field
              label="Title"
              autoComplete="off"
              value={draft.title}
              limit={limits.title}
              error={shown.title}
              onChange={(event) => change({ title: event.target.value })}
            />
            <TabPanel value="link">{link("Link", "https://")}</TabPanel>
            <TabPanel value="image">{link("Address of the picture", "https://")}</TabPanel>
            <TabPanel value="poll">
              <PollEditor draft={draft} error={shown.options} onChange={change} />
            </TabPanel>
            <MarkdownEditor
              label={draft.kind === "text" ? "Text" : "Text (if you like)"}
              value={draft.body}
              limit={limits.body}
              error={shown.body}
              onChange={(body) => change({ body })}
              onSend={() => post()}
            />
          </div>
        </Tabs>
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" look="primary" size="large">
            Post
          </Button>
          {!isUntouched(draft) && (
            <>
              <Button look="plain" onClick={() => setDraft({ ...emptyDraft, kind: draft.kind })}>
                Start over
              </Button>
              <span className="text-note text-faint">Your draft is kept in this browser.</span>
            </>
          )}
        </div>
      </form>
    </>
  );
}
