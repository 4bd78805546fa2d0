import { Search } from "lucide-react";
import type { Ref } from "react";
import { Field } from "./Field";
import { Icon } from "./Icon";

type SearchFieldProps = {
  label: string;
  placeholder: string;
  value: string;
  onChange: (text: string) => void;
  ref?: Ref<HTMLInputElement>;
};

/** Where one types what to find. */
export function SearchField({ onChange, ...rest }: SearchFieldProps) {
  return (
    <Field
      {...rest}
      labelHidden
      type="search"
      autoComplete="off"
      onChange={(event) => onChange(event.target.value)}
      after={<Icon of={Search} size={18} className="mr-2 text-faint" />}
    />
  );
}
