import { type FormEvent, useState } from "react";
import type { Me, PersonChange } from "../api/types";
import { useEditProfile } from "../people/data";
import { Avatar } from "../ui/Avatar";
import { Button } from "../ui/Button";
import { Field, TextArea } from "../ui/Field";
import { say } from "../ui/Toasts";

const limits = { display_name: 50, bio: 500, avatar: 2000 } as const;

/** How others see me. The picture shows as one types its address. */
export function ProfileForm({ me }: { me: Me }) {
  const [form, setForm] = useState({
    display_name: me.display_name,
    bio: me.bio ?? "",
    avatar: me.avatar ?? "",
  });
  const [tried, setTried] = useState(false);
  const edit = useEditProfile();
  const problems = problemsOf(form);
  const shown = tried ? problems : {};
  const changes = changesOf(me, form);
  const change = (part: Partial<typeof form>) => setForm({ ...form, ...part });

  const save = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(problems).length > 0 || Object.keys(changes).length === 0) return;
    edit(changes);
    say({ words: "Profile saved." });
  };

  return (
    <form onSubmit={save} noValidate className="flex flex-col gap-5">
      <Field
        label="Name"
        name="display_name"
        autoComplete="name"
        value={form.display_name}
        limit={limits.display_name}
        error={shown.display_name}
        onChange={(event) => change({ display_name: event.target.value })}
      />
      <TextArea
        label="About you"
        name="bio"
        value={form.bio}
        limit={limits.bio}
        error={shown.bio}
        onChange={(event) => change({ bio: event.target.value })}
      />
      <div className="flex items-start gap-4">
        <Avatar size="large" person={{ ...me, avatar: problems.avatar ? "" : form.avatar.trim() }} />
        <Field
          className="grow"
          label="Picture"
          name="avatar"
          type="url"
          inputMode="url"
          placeholder="https://"
          hint="The address of a picture. Without one you stand under an arch."
          value={form.avatar}
          error={shown.avatar}
          onChange={(event) => change({ avatar: event.target.value })}
        />
      </div>
      <Button
        type="submit"
        look="primary"
        className="self-start"
        disabled={Object.keys(changes).length === 0}
      >
        Save
      </Button>
    </form>
  );
}

type Form = Record<"display_name" | "bio" | "avatar", string>;

function changesOf(me: Me, form: Form): PersonChange {
  const [name, bio, avatar] = [form.display_name.trim(), form.bio.trim(), form.avatar.trim()];
  return {
    ...(name !== me.display_name ? { display_name: name } : {}),
    ...(bio !== (me.bio ?? "") ? { bio } : {}),
    ...(avatar !== (me.avatar ?? "") ? { avatar } : {}),
  };
}

function problemsOf({ display_name, bio, avatar }: Form): Partial<Form> {
  const address = avatar.trim();
  return {
    ...(display_name.trim() === "" ? { display_name: "Write a name." } : {}),
    ...([...display_name.trim()].length > limits.display_name ? { display_name: "Shorten the name." } : {}),
    ...([...bio].length > limits.bio ? { bio: "Shorten it a little." } : {}),
    ...(address && !(URL.canParse(address) && /^https:/i.test(address))
      ? { avatar: "The address must start with https://" }
      : {}),
  };
}
