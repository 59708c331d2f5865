import type { ComponentProps } from "react";

/** An input with its label. */
export function Field({ label, ...input }: { readonly label: string } & ComponentProps<"input">) {
  return (
    <label className="field">
      <span>{label}</span>
      <input required {...input} />
    </label>
  );
}

/** A refusal, read out by a screen reader as soon as it appears. */
export function Problem({ text }: { readonly text: string | undefined }) {
  return text === undefined ? null : (
    <p className="problem" role="alert">
      {text}
    </p>
  );
}
