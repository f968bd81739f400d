import { useState } from "preact/hooks";
import { useWords } from "../../../i18n";
import { useKeys } from "../../../keys";
import { go, Link, query } from "../../../router";
import { Button, TextField } from "../../../ui";
import { words } from "./words";

interface Props {
  /** The page's own path. */
  page: string;
  /** What is looked through. */
  label: string;
  /** Where a new one is filled in, and what it is called; absent: none can be added. */
  add?: { to: string; label: string };
}

/** What a list is looked through for, kept in the page's address, and the way to something new. */
export function Search({ page, label, add }: Props) {
  const t = useWords(words);
  const [text, setText] = useState(query.value.get("text") ?? "");
  useKeys([
    { keys: "/", label: t.find, group: t.editing, run: () => document.querySelector<HTMLElement>("form[role=search] input")?.focus() },
    ...(add ? [{ keys: "Alt+N", label: add.label, group: t.editing, run: () => go(add.to) }] : []),
  ]);
  return (
    <form
      class="filters"
      role="search"
      aria-label={label}
      onSubmit={(e) => {
        e.preventDefault();
        go(page, { text });
      }}
    >
      <TextField label={label} type="search" value={text} change={setText} />
      <Button submit>{t.find}</Button>
      {add && <Add {...add} />}
    </form>
  );
}

/** The way to something new. */
export function Add({ to, label }: { to: string; label: string }) {
  return (
    <Button kind="primary" keys="Alt+N" onClick={() => go(to)}>
      {label}
    </Button>
  );
}

/** The way to the next part of a list. */
export function More({ page, cursor }: { page: string; cursor: string | undefined }) {
  const t = useWords(words);
  if (!cursor) return null;
  return (
    <p class="filters">
      <Link class="button" to={page} search={{ text: query.value.get("text") ?? undefined, after: cursor }}>
        {t.more}
      </Link>
    </p>
  );
}

/** What the page's address asks a list for. */
export function asked(): { text: string | undefined; cursor: string | undefined } {
  return { text: query.value.get("text") || undefined, cursor: query.value.get("after") ?? undefined };
}
