import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { Field } from "../ui/Field";
import { IconButton } from "../ui/IconButton";

type PasswordFieldProps = {
  value: string;
  onChange: (value: string) => void;
  hint?: string;
  error?: string | undefined;
  /** What a password manager should do here. */
  autoComplete: "new-password" | "current-password";
};

export function PasswordField({ value, onChange, ...rest }: PasswordFieldProps) {
  const [shown, setShown] = useState(false);
  return (
    <Field
      label="Password"
      name="password"
      type={shown ? "text" : "password"}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      after={
        <IconButton
          icon={shown ? EyeOff : Eye}
          size={18}
          edge
          label={shown ? "Hide what is typed" : "Show what is typed"}
          className="size-9"
          onClick={() => setShown(!shown)}
        />
      }
      {...rest}
    />
  );
}
