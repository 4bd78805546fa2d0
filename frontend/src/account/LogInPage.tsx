import { Link, Navigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { Button } from "../ui/Button";
import { Field } from "../ui/Field";
import { AccountFrame, FormProblem } from "./AccountFrame";
import { PasswordField } from "./PasswordField";
import { useLogIn, useMe, useSession } from "./session";

const fields = ["login", "password"] as const;

export function LogInPage() {
  const { next = "/" } = useSearch({ from: "/login" });
  const [form, setForm] = useState({ login: "", password: "" });
  const [tried, setTried] = useState(false);
  const logIn = useLogIn();
  const session = useSession();
  if (useMe()) return <Navigate to={next} replace />;

  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (form.login.trim() && form.password) logIn.mutate({ ...form, login: form.login.trim() });
  };
  const missing = (name: keyof typeof form, words: string) =>
    tried && form[name].trim() === "" ? words : logIn.error?.field(name);

  return (
    <AccountFrame
      title="Sign in"
      lead={session.status === "signed-out" && session.ended && endedWords[session.ended]}
      foot={
        <>
          New here?{" "}
          <Link to="/signup" search={{ next }} className="text-cool underline underline-offset-3">
            Sign up
          </Link>
        </>
      }
    >
      <form onSubmit={send} noValidate className="flex flex-col gap-5">
        <FormProblem problem={logIn.error} fields={fields} />
        <Field
          label="Username or email"
          name="login"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          value={form.login}
          error={missing("login", "Write your username or your email address.")}
          onChange={(event) => setForm({ ...form, login: event.target.value })}
        />
        <PasswordField
          autoComplete="current-password"
          value={form.password}
          error={missing("password", "Write your password.")}
          onChange={(password) => setForm({ ...form, password })}
        />
        <Button type="submit" look="primary" size="large" busy={logIn.isPending}>
          Sign in
        </Button>
      </form>
    </AccountFrame>
  );
}

const endedWords = {
  expired: "You were away for a long time. Sign in again to go on.",
  ended: "You were signed out of this browser. Sign in again to go on.",
} as const;
