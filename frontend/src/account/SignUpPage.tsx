import { Link, Navigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { Button } from "../ui/Button";
import { Field } from "../ui/Field";
import { AccountFrame, FormProblem } from "./AccountFrame";
import { PasswordField } from "./PasswordField";
import { type SignUpForm, useMe, useSignUp } from "./session";

const fields = ["username", "email", "password"] as const;

export function SignUpPage() {
  const { next = "/" } = useSearch({ from: "/signup" });
  const [form, setForm] = useState<SignUpForm>({ username: "", email: "", password: "" });
  const [own, setOwn] = useState<Partial<SignUpForm>>({});
  const signUp = useSignUp();
  if (useMe()) return <Navigate to={next} replace />;

  const change = (part: Partial<SignUpForm>) => {
    setForm({ ...form, ...part });
    setOwn({});
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    const wrong = problemsOf(form);
    setOwn(wrong);
    if (Object.keys(wrong).length === 0) signUp.mutate(form);
  };
  const errorOf = (name: keyof SignUpForm) => own[name] ?? signUp.error?.field(name);

  return (
    <AccountFrame
      title="Sign up"
      lead="Pick a name people will know you by."
      foot={
        <>
          Been here before?{" "}
          <Link to="/login" search={{ next }} className="text-cool underline underline-offset-3">
            Sign in
          </Link>
        </>
      }
    >
      <form onSubmit={send} noValidate className="flex flex-col gap-5">
        <FormProblem problem={signUp.error} fields={fields} />
        <Field
          label="Username"
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          hint="3 to 30 letters, digits or underscores."
          value={form.username}
          error={errorOf("username")}
          onChange={(event) => change({ username: event.target.value })}
        />
        <Field
          label="Email"
          name="email"
          type="email"
          autoComplete="email"
          hint="Only you see it."
          value={form.email}
          error={errorOf("email")}
          onChange={(event) => change({ email: event.target.value })}
        />
        <PasswordField
          autoComplete="new-password"
          hint="At least 10 characters. A short sentence is a good one."
          value={form.password}
          error={errorOf("password")}
          onChange={(password) => change({ password })}
        />
        <Button type="submit" look="primary" size="large" busy={signUp.isPending}>
          Sign up
        </Button>
      </form>
    </AccountFrame>
  );
}

/** What can be said without asking the server. */
function problemsOf({ username, email, password }: SignUpForm): Partial<SignUpForm> {
  const length = [...password].length;
  return {
    ...(/^[A-Za-z0-9_]{3,30}$/.test(username)
      ? {}
      : { username: "Use 3 to 30 letters, digits or underscores." }),
    ...(/^\S+@\S+$/.test(email.trim()) ? {} : { email: "Write an email address, such as ada@example.org." }),
    ...(length < 10 ? { password: "Use at least 10 characters." } : {}),
    ...(length > 128 ? { password: "Use at most 128 characters." } : {}),
  };
}
