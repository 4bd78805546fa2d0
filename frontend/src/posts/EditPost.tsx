import { type FormEvent, useState } from "react";
import { Button } from "../ui/Button";
import { Field } from "../ui/Field";
import { type PostRow, usePostActions } from "./data";
import { limits, titleProblem } from "./draft";
import { MarkdownEditor } from "./MarkdownEditor";

/** Title and text of one's own post, in the post's place. */
export function EditPost({ post, onDone }: { post: PostRow; onDone: () => void }) {
  const [title, setTitle] = useState(post.title);
  const [body, setBody] = useState(post.body);
  const [tried, setTried] = useState(false);
  const { edit } = usePostActions();
  const wrong = titleProblem(title);

  const save = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (wrong || [...body].length > limits.body) return;
    const change = {
      ...(title.trim() !== post.title ? { title: title.trim() } : {}),
      ...(body !== post.body ? { body } : {}),
    };
    if (Object.keys(change).length > 0) edit(post.id, change);
    onDone();
  };

  return (
    <form onSubmit={save} className="mt-4 flex flex-col gap-4">
      <Field
        label="Title"
        value={title}
        limit={limits.title}
        error={tried ? wrong : undefined}
        onChange={(event) => setTitle(event.target.value)}
      />
      <MarkdownEditor label="Text" value={body} limit={limits.body} onChange={setBody} />
      <p className="text-note text-soft">Earlier versions stay readable for everybody.</p>
      <div className="flex gap-2">
        <Button type="submit" look="primary">
          Save
        </Button>
        <Button look="plain" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
